// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"context"
	"crypto/sha256"
	"time"

	utilcache "k8s.io/apimachinery/pkg/util/cache"
	"k8s.io/utils/clock"
)

const (
	// Remember is how long answers of the cluster are remembered, about tokens here and about rights where decisions are
	// kept.
	Remember = 10 * time.Second
	// Renewal is how much longer an answer may be used while the cluster is asked again, so that requests do not wait for that.
	Renewal = 500 * time.Millisecond
	// knownSize and refusedSize bound how many tokens are remembered.
	knownSize   = 8192
	refusedSize = 8192
)

// tokenKey stands for a token without saying anything about it.
type tokenKey struct {
	hash [sha256.Size]byte
	// takesCluster is whether a token for the kube-apiserver would be taken on the connection it came over: what is
	// remembered of one connection says nothing about another.
	takesCluster bool
}

func (a *Authenticator) keyOf(ctx context.Context, text string) tokenKey {
	return tokenKey{
		hash:         sha256.Sum256([]byte(text)),
		takesCluster: a.acceptAPIServerAudience && overTLS(ctx),
	}
}

// flight is the name under which callers share a review.
func (k tokenKey) flight() string {
	if k.takesCluster {
		return "+" + string(k.hash[:])
	}
	return string(k.hash[:])
}

// refused is a refusal that is remembered.
type refused struct {
	why    refusal
	result result
}

// memory is what is known of tokens, good and bad ones apart: those who make up tokens drive out none of the others.
type memory struct {
	clock clock.PassiveClock
	good  *utilcache.LRUExpireCache
	bad   *utilcache.LRUExpireCache
}

func newMemory(now clock.PassiveClock) memory {
	return memory{
		clock: now,
		good:  utilcache.NewLRUExpireCacheWithClock(knownSize, now),
		bad:   utilcache.NewLRUExpireCacheWithClock(refusedSize, now),
	}
}

// recognized is what is known of a good token.
type recognized struct {
	caller *Caller
	// until is when the cluster is to be asked again.
	until time.Time
}

// known gives who a token stands for, nil when that is not known, and whether the cluster is to be asked again.
func (m memory) known(key tokenKey) (who *Caller, due bool) {
	value, _ := m.good.Get(key)
	if found, ok := value.(recognized); ok {
		return found.caller, !m.clock.Now().Before(found.until)
	}
	return nil, false
}

// knows remembers who a token stands for, and never beyond its end.
func (m memory) knows(key tokenKey, who *Caller) {
	now := m.clock.Now()
	if life := min(Remember+Renewal, who.Expiry.Sub(now)); life > 0 {
		m.good.Add(key, recognized{caller: who, until: now.Add(Remember)}, life)
	}
}

func (m memory) refused(key tokenKey) (refused, bool) {
	value, _ := m.bad.Get(key)
	before, ok := value.(refused)
	return before, ok
}

func (m memory) refuses(key tokenKey, why refused) {
	m.bad.Add(key, why, Remember)
	m.good.Remove(key)
}
