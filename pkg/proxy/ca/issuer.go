// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"crypto/tls"
	"fmt"
	"time"

	"golang.org/x/sync/singleflight"
	"k8s.io/utils/clock"
	"k8s.io/utils/lru"
)

const (
	// Leaves that are kept: about 2 KiB each.
	maxToolLeaves, maxOwnLeaves = 4096, 512
)

// issuer signs with one authority and keeps what it signed. Another authority has another issuer, so that nothing of the
// former one is given out any more. It is safe for concurrent use.
type issuer struct {
	authority pair
	leafKey   key
	clock     clock.PassiveClock
	metrics   *Metrics
	// tools are the leaves in the names of tools, own those in names of the proxy itself.
	tools, own *leaves
}

func newIssuer(authority pair, leafKey key, clock clock.PassiveClock, metrics *Metrics) *issuer {
	i := &issuer{authority: authority, leafKey: leafKey, clock: clock, metrics: metrics}
	i.tools = &leaves{issuer: i, cache: lru.New(maxToolLeaves)}
	i.own = &leaves{issuer: i, cache: lru.New(maxOwnLeaves)}
	return i
}

// leaves are the most recently used leaves, by host.
type leaves struct {
	issuer *issuer
	cache  *lru.Cache
	flight singleflight.Group
}

// leaf is a certificate and when it is to be replaced.
type leaf struct {
	certificate *tls.Certificate
	renew       time.Time
}

// get gives a leaf that lives for a while yet. Callers that need the same one wait for one signature.
func (l *leaves) get(text string) (*tls.Certificate, error) {
	if known := l.known(text); known != nil {
		return known, nil
	}
	host, err := parseHost(text)
	if err != nil {
		return nil, err
	}
	made, err, _ := l.flight.Do(host.name, func() (any, error) {
		if known := l.known(host.name); known != nil {
			return known, nil
		}
		return l.mint(host)
	})
	if err != nil {
		return nil, err
	}
	certificate, _ := made.(*tls.Certificate)
	return certificate, nil
}

// known is a leaf that was signed before, nil when there is none or its time has come. Only leaves of names in their
// canonical spelling are kept.
func (l *leaves) known(name string) *tls.Certificate {
	found, ok := l.cache.Get(name)
	if !ok {
		return nil
	}
	kept, ok := found.(leaf)
	if !ok || !l.issuer.clock.Now().Before(kept.renew) {
		return nil
	}
	return kept.certificate
}

func (l *leaves) mint(host host) (*tls.Certificate, error) {
	now := l.issuer.clock.Now()
	signed, err := signLeaf(l.issuer.authority, l.issuer.leafKey, host, now)
	if err != nil {
		return nil, fmt.Errorf("signing a certificate for %s: %w", host.name, err)
	}
	l.cache.Add(host.name, leaf{certificate: signed, renew: now.Add(signed.Leaf.NotAfter.Sub(now) * 2 / 3)})
	l.issuer.metrics.minted(l.issuer.tools.cache.Len() + l.issuer.own.cache.Len())
	return signed, nil
}
