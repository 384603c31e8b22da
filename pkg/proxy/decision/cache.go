// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package decision

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/singleflight"
	utilcache "k8s.io/apimachinery/pkg/util/cache"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/utils/clock"
)

// size is how many decisions to allow are remembered, and how many others.
const size = 8192

// Options say what is remembered.
type Options struct {
	// Group is the API group whose objects are asked for all at once.
	Group string
	// AllowTTL and DenyTTL are how long decisions to allow, and all others, are remembered.
	AllowTTL, DenyTTL time.Duration
	// Renewal is how much longer a decision to allow may be used while it is being asked for again, so that requests do not
	// wait for that. They do when it is zero.
	Renewal time.Duration
	// Clock is the real one when nil.
	Clock clock.PassiveClock
}

// Cache is an Authorizer that remembers decisions of another one. It is safe for concurrent use.
type Cache struct {
	delegate authorizer.Authorizer
	options  Options
	// Kept apart, so that whoever asks for names that do not exist drives out no right of anybody.
	allowed, others *utilcache.LRUExpireCache
	flight          singleflight.Group
}

var _ authorizer.Authorizer = &Cache{}

// New gives a Cache over an Authorizer that should not remember anything itself.
func New(delegate authorizer.Authorizer, options Options) (*Cache, error) {
	if delegate == nil {
		return nil, errors.New("there is nobody to ask for decisions: an authorizer is missing")
	}
	if options.Clock == nil {
		options.Clock = clock.RealClock{}
	}
	return &Cache{
		delegate: delegate,
		options:  options,
		allowed:  utilcache.NewLRUExpireCacheWithClock(size, options.Clock),
		others:   utilcache.NewLRUExpireCacheWithClock(size, options.Clock),
	}, nil
}

// verdict is what an Authorizer answers without an error.
type verdict struct {
	decision authorizer.Decision
	reason   string
	// until is when it is to be asked for again.
	until time.Time
}

// Authorize implements authorizer.Authorizer.
func (c *Cache) Authorize(ctx context.Context, a authorizer.Attributes) (authorizer.Decision, string, error) {
	if c.isOneOfOurs(a) {
		// If this fails, the question with the name fails as well, or has a better answer.
		if decision, reason, err := c.decide(ctx, ofAll{a}); err == nil && decision == authorizer.DecisionAllow {
			return decision, reason, nil
		}
	}
	return c.decide(ctx, a)
}

func (c *Cache) decide(ctx context.Context, a authorizer.Attributes) (authorizer.Decision, string, error) {
	key, ok := keyOf(a)
	if !ok {
		return c.delegate.Authorize(ctx, a)
	}
	if v, ok := c.recall(key); ok {
		if c.isDue(v) {
			c.flight.DoChan(key, c.asking(ctx, key, a)) // nobody waits for it
		}
		return v.decision, v.reason, nil
	}
	return c.ask(ctx, key, a)
}

func (c *Cache) isDue(v verdict) bool { return !c.options.Clock.Now().Before(v.until) }

func (c *Cache) recall(key string) (verdict, bool) {
	for _, decisions := range [...]*utilcache.LRUExpireCache{c.allowed, c.others} {
		known, _ := decisions.Get(key)
		if v, ok := known.(verdict); ok {
			return v, true
		}
	}
	return verdict{}, false
}

func (c *Cache) remember(key string, v verdict) {
	if v.decision == authorizer.DecisionAllow {
		v.until = c.options.Clock.Now().Add(c.options.AllowTTL)
		c.allowed.Add(key, v, c.options.AllowTTL+c.options.Renewal)
		return
	}
	v.until = c.options.Clock.Now().Add(c.options.DenyTTL)
	c.others.Add(key, v, c.options.DenyTTL)
	c.allowed.Remove(key)
}

// ask asks the delegate once for all callers that wait for the same decision.
func (c *Cache) ask(ctx context.Context, key string, a authorizer.Attributes) (authorizer.Decision, string, error) {
	answer := c.flight.DoChan(key, c.asking(ctx, key, a))
	select {
	case <-ctx.Done():
		return authorizer.DecisionNoOpinion, "", ctx.Err()
	case result := <-answer:
		v, _ := result.Val.(verdict)
		return v.decision, v.reason, result.Err
	}
}

// asking is what is done once for all callers.
func (c *Cache) asking(ctx context.Context, key string, a authorizer.Attributes) func() (any, error) {
	return func() (any, error) {
		// It may have been decided since this caller looked.
		if v, ok := c.recall(key); ok && !c.isDue(v) {
			return v, nil
		}
		// Others wait for it as well, so it does not end with the request that came first. The client of the delegate
		// has its own deadline.
		decision, reason, err := c.delegate.Authorize(context.WithoutCancel(ctx), a)
		v := verdict{decision: decision, reason: reason}
		if err == nil {
			c.remember(key, v)
		}
		return v, err
	}
}

// isOneOfOurs is true for requests for one object of our group.
func (c *Cache) isOneOfOurs(a authorizer.Attributes) bool {
	return a.IsResourceRequest() && a.GetAPIGroup() == c.options.Group && a.GetName() != ""
}

// ofAll asks for all objects where a request is for one.
type ofAll struct{ authorizer.Attributes }

// GetName implements authorizer.Attributes.
func (ofAll) GetName() string { return "" }
