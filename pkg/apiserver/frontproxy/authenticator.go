// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package frontproxy recognizes the kube-apiserver without verifying its certificate anew for each request, which the
// library does and which took a quarter of the processor time of a request to a tool.
//
// # Why it is safe
//
// That a client holds the key of its certificate is proved by every TLS handshake; only the answer to "does one of the
// authorities vouch for this certificate" is remembered, for a few seconds, under the hash of the certificate and of the
// authorities as they are now. So a change of the authorities takes effect with the next request. The time of validity
// and the allowed names, which may change too, are looked at for each request.
//
// Refusals are not remembered and not given here: whoever is not recognized goes on to the library's authenticators,
// which verify as they always did and say what is wrong. Who the user is is read by the library from the same headers.
package frontproxy

import (
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"net/http"
	"slices"
	"time"

	utilcache "k8s.io/apimachinery/pkg/util/cache"
	"k8s.io/apiserver/pkg/authentication/authenticator"
	"k8s.io/apiserver/pkg/authentication/authenticatorfactory"
	"k8s.io/apiserver/pkg/authentication/group"
	"k8s.io/apiserver/pkg/authentication/request/headerrequest"
	"k8s.io/utils/clock"
)

const (
	// remember is how long it is remembered that an authority vouches for a certificate.
	remember = 10 * time.Second
	// size is how many certificates are remembered; a cluster has one or a few.
	size = 64
)

// Authenticator recognizes the kube-apiserver and reads from its headers who the user is. It is safe for concurrent use.
type Authenticator struct {
	config   *authenticatorfactory.RequestHeaderConfig
	identity authenticator.Request
	next     authenticator.Request
	clock    clock.PassiveClock
	vouched  *utilcache.LRUExpireCache
}

var _ authenticator.Request = &Authenticator{}

// New gives an Authenticator for the front proxy that config describes; next is asked about everybody else.
func New(config *authenticatorfactory.RequestHeaderConfig, next authenticator.Request, now clock.PassiveClock) (*Authenticator, error) {
	if config == nil || config.CAContentProvider == nil || next == nil {
		return nil, errors.New("frontproxy: the configuration of the request headers or the other authenticators are missing")
	}
	return &Authenticator{
		config: config,
		identity: group.NewAuthenticatedGroupAdder(headerrequest.NewDynamic(
			config.UsernameHeaders, config.UIDHeaders, config.GroupHeaders, config.ExtraHeaderPrefixes)),
		next:    next,
		clock:   now,
		vouched: utilcache.NewLRUExpireCacheWithClock(size, now),
	}, nil
}

// AuthenticateRequest implements authenticator.Request.
func (a *Authenticator) AuthenticateRequest(req *http.Request) (*authenticator.Response, bool, error) {
	if req.TLS == nil || len(req.TLS.PeerCertificates) == 0 || !a.recognizes(req.TLS.PeerCertificates) {
		return a.next.AuthenticateRequest(req)
	}
	if response, ok, err := a.identity.AuthenticateRequest(req); ok || err != nil {
		return response, ok, err
	}
	return a.next.AuthenticateRequest(req)
}

// recognizes says whether the first of the certificates is one of the front proxy.
func (a *Authenticator) recognizes(certificates []*x509.Certificate) bool {
	leaf := certificates[0]
	names := a.config.AllowedClientNames.Value()
	if len(names) > 0 && !slices.Contains(names, leaf.Subject.CommonName) {
		return false
	}
	if now := a.clock.Now(); now.Before(leaf.NotBefore) || now.After(leaf.NotAfter) {
		return false
	}
	key := a.key(leaf)
	if _, ok := a.vouched.Get(key); ok {
		return true
	}
	if !a.verify(certificates) {
		return false
	}
	a.vouched.Add(key, struct{}{}, remember)
	return true
}

// key is the hash of a certificate and of the authorities. The former says itself where it ends.
func (a *Authenticator) key(leaf *x509.Certificate) [sha256.Size]byte {
	authorities := a.config.CAContentProvider.CurrentCABundleContent()
	return sha256.Sum256(slices.Concat(leaf.Raw, authorities))
}

func (a *Authenticator) verify(certificates []*x509.Certificate) bool {
	options, ok := a.config.CAContentProvider.VerifyOptions()
	if !ok {
		return false
	}
	if options.Intermediates == nil && len(certificates) > 1 {
		options.Intermediates = x509.NewCertPool()
		for _, intermediate := range certificates[1:] {
			options.Intermediates.AddCert(intermediate)
		}
	}
	options.CurrentTime = a.clock.Now()
	_, err := certificates[0].Verify(options)
	return err == nil
}
