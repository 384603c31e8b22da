// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"crypto/tls"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/utils/clock"
)

// Config is what an Authority is made from.
type Config struct {
	// Kube reads and writes the Secret and the ConfigMap; Metadata tells of their changes. Both are required.
	Kube     kubernetes.Interface
	Metadata metadata.Interface
	// Lifetime is that of authorities that are made from now on.
	Lifetime time.Duration
	// Overlap is how long an authority is published before it signs; at most a sixth of Lifetime. Whoever reads the bundle
	// must read it again within that time.
	Overlap time.Duration
	// Metrics are told what happens; required.
	Metrics *Metrics
	// Clock is the real one when nil.
	Clock clock.WithTicker
}

// Authority signs certificates in the names of tools. Its methods are safe for concurrent use.
type Authority struct {
	store    store
	metadata metadata.Interface
	policy   policy
	leafKey  key
	metrics  *Metrics
	clock    clock.WithTicker

	current atomic.Pointer[inUse]
	failure atomic.Pointer[error]
}

// inUse is what was last read of the cluster. It is immutable.
type inUse struct {
	bundle []byte
	issuer *issuer
}

// New makes an Authority, which can sign once Run has read the cluster.
func New(config Config) (*Authority, error) {
	if config.Kube == nil || config.Metadata == nil || config.Metrics == nil {
		return nil, errors.New("ca.Config: both clients and the metrics must be given")
	}
	if err := CheckTimes(config.Lifetime, config.Overlap); err != nil {
		return nil, fmt.Errorf("ca.Config: %w", err)
	}
	if config.Clock == nil {
		config.Clock = clock.RealClock{}
	}
	leafKey, err := newKey()
	if err != nil {
		return nil, err
	}
	return &Authority{
		store: newStore(config.Kube, config.Clock), metadata: config.Metadata,
		policy:  policy{lifetime: config.Lifetime, overlap: config.Overlap},
		leafKey: leafKey, metrics: config.Metrics, clock: config.Clock,
	}, nil
}

// CheckTimes says what is wrong with the lifetime of authorities and the overlap of two.
func CheckTimes(lifetime, overlap time.Duration) error {
	const rotationBegins = 3 // a third of the life before its end; half of that is kept for what goes wrong
	if lifetime <= 0 || overlap <= 0 || overlap > lifetime/(2*rotationBegins) {
		return fmt.Errorf("the overlap of two authorities (%s) must be positive and at most a sixth of their lifetime (%s)", overlap, lifetime)
	}
	return nil
}

// Leaf gives a certificate for one host, with a key and the chain: a DNS name or an IP address, without port or brackets,
// in the spelling of target.Address.Host. It lives a day at most and is the same for all callers until it is renewed, after
// two thirds of its life; nobody may change it. It fails for what is no host, and while Ready fails.
func (a *Authority) Leaf(host string) (*tls.Certificate, error) {
	using, err := a.using()
	if err != nil {
		return nil, err
	}
	return using.issuer.tools.get(host)
}

// ownLeaf is Leaf for names of the proxy itself. They are asked for by whoever opens a connection, and must not push those
// of tools out of memory.
func (a *Authority) ownLeaf(host string) (*tls.Certificate, error) {
	using, err := a.using()
	if err != nil {
		return nil, err
	}
	return using.issuer.own.get(host)
}

// Bundle gives the certificates of all authorities to trust in PEM, as it is published; nil before the cluster has been read.
func (a *Authority) Bundle() []byte {
	using := a.current.Load()
	if using == nil {
		return nil
	}
	return append([]byte(nil), using.bundle...)
}

// Ready says why leaves cannot be signed, nil when they can. What went wrong after an authority was read does not count as
// long as that is good; it is logged and counted.
func (a *Authority) Ready() error {
	_, err := a.using()
	return err
}

func (a *Authority) using() (*inUse, error) {
	using, failure := a.current.Load(), a.failure.Load()
	var err error
	switch {
	case using == nil:
		err = errors.New("the certificate authority of the proxy has not been read yet")
	case using.issuer.authority.expired(a.clock.Now()):
		err = fmt.Errorf("the certificate authority of the proxy has expired on %s", using.issuer.authority.certificate.NotAfter)
	default:
		return using, nil
	}
	if failure != nil {
		err = fmt.Errorf("%w: %w", err, *failure)
	}
	return nil, err
}
