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

func (m memory) known(key tokenKey) (*Caller, bool) {
	value, _ := m.good.Get(key)
	who, ok := value.(*Caller)
	return who, ok
}

// knows remembers who a token stands for, and never beyond its end.
func (m memory) knows(key tokenKey, who *Caller) {
	if life := min(Remember, who.Expiry.Sub(m.clock.Now())); life > 0 {
		m.good.Add(key, who, life)
	}
}

func (m memory) refused(key tokenKey) (refused, bool) {
	value, _ := m.bad.Get(key)
	before, ok := value.(refused)
	return before, ok
}

func (m memory) refuses(key tokenKey, why refused) { m.bad.Add(key, why, Remember) }
