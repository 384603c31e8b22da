// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package tool

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utilcache "k8s.io/apimachinery/pkg/util/cache"
	"k8s.io/utils/clock"

	"connectors.alauda.io/pkg/classapi/failure"
	"connectors.alauda.io/pkg/plugin"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/target"
)

const (
	// maxExchangers and exchangerLife bound how many exchangers of registries are kept, and how long. A registry can have one
	// hold a few MiB of tokens.
	maxExchangers = 64
	exchangerLife = 10 * time.Minute
	// maxPools and poolLife bound how many pools of certificates are kept, and how long.
	maxPools = 64
	poolLife = time.Hour
	// reasonUnusable is the reason where a Connector cannot be used as it is.
	reasonUnusable metav1.StatusReason = "ConnectorUnusable"
)

// Config is what Connections are made from.
type Config struct {
	// Transports connect to tools; required. The caller closes them.
	Transports *upstream.Transports
	// UserAgent is what we are called at tools.
	UserAgent string
	// Clock is the machine's when nil.
	Clock clock.Clock
}

// Connections open tools. They are safe for concurrent use.
type Connections struct {
	config     Config
	system     *x509.CertPool
	pools      *utilcache.LRUExpireCache // of authorities by digest
	exchangers *utilcache.LRUExpireCache // of target.Injector by digest
}

// New makes Connections. It reads the system's certificates and starts nothing.
func New(config Config) (*Connections, error) {
	if config.Transports == nil {
		return nil, errors.New("tool.Config: Transports are missing, and nothing can be sent without them")
	}
	if config.Clock == nil {
		config.Clock = clock.RealClock{}
	}
	system, err := x509.SystemCertPool()
	if err != nil {
		return nil, fmt.Errorf("reading the certificates of the system: %w", err)
	}
	return &Connections{
		config: config, system: system,
		pools:      utilcache.NewLRUExpireCacheWithClock(maxPools, config.Clock),
		exchangers: utilcache.NewLRUExpireCacheWithClock(maxExchangers, config.Clock),
	}, nil
}

// Open gives the tool of a call. Nothing is sent yet. Its error is an *apierrors.StatusError: 400 for an address, a Secret or
// certificates that cannot be used, 501 for Secret types of which nothing is known.
func (c *Connections) Open(call *plugin.Call) (*Tool, error) {
	address, err := target.ParseAddress(call.BaseURL)
	if err != nil {
		return nil, failure.New(http.StatusBadRequest, reasonUnusable, "the address of the Connector cannot be used: "+err.Error())
	}
	trusted, err := c.authorities(call.CACerts)
	if err != nil {
		return nil, err
	}
	own, err := addresses(address, call.Addresses)
	if err != nil {
		return nil, err
	}
	t := &Tool{
		Address: address, SecretType: call.SecretType, connections: c, own: own, trusted: trusted, secret: credentials(call),
		userAgent: c.config.UserAgent,
	}
	t.injector, err = t.inject(plain)
	if err != nil {
		return nil, err
	}
	return t, nil
}

// addresses are the places where a credential may be used.
func addresses(address target.Address, further []string) (*target.Target, error) {
	own := &target.Target{Address: address, Extensions: make(map[string]target.Address, len(further))}
	for _, text := range further {
		parsed, err := target.ParseAddress(text)
		if err != nil {
			return nil, failure.New(http.StatusBadRequest, reasonUnusable, "a further address of the Connector cannot be used: "+err.Error())
		}
		own.Extensions[text] = parsed
	}
	return own, nil
}

// credentials takes over the Secret of a call; nil when there is none.
func credentials(call *plugin.Call) map[string]target.Credential {
	data, ok := call.Secret()
	if !ok {
		return nil
	}
	secret := make(map[string]target.Credential, len(data))
	for key, value := range data {
		secret[key] = target.NewCredential(value)
	}
	return secret
}
