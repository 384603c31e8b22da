// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registrytoken

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"golang.org/x/sync/singleflight"
	utilcache "k8s.io/apimachinery/pkg/util/cache"
	"k8s.io/utils/clock"

	"connectors.alauda.io/pkg/target"
)

const (
	// maxTokens is how many tokens are kept, and maxTokensBytes how long they are together: 4 KiB each, where most have one or two.
	maxTokens      = 256
	maxTokensBytes = 1 << 20
	// fetchTimeout bounds a request to a token service, its answer included.
	fetchTimeout = 20 * time.Second
	// refusalTTL is how long a refusal is remembered where the token service names no other time.
	refusalTTL = 5 * time.Second
)

// tokens gets tokens and keeps them until they expire. It is safe for concurrent use.
type tokens struct {
	clock clock.PassiveClock
	// password puts user name and password on a request.
	password target.Injector
	// conceal makes what finds a token in a header.
	conceal func(target.Credential) func(value string) bool

	flight singleflight.Group
	// cached holds entries by key.
	cached *utilcache.LRUExpireCache
	known  known
}

// key names a token by who issues it and what for. Neither realms nor scopes hold a line break.
func key(from demand, scopes []string) string {
	return strings.Join(append([]string{from.realm, from.service}, scopes...), "\n")
}

// get gives a token for the scopes, and whether it was issued for this call. Calls for the same wait for the same request,
// each as long as its own context lasts.
func (t *tokens) get(ctx context.Context, from demand, scopes []string, send target.Send) (value target.Credential, fresh bool, err error) {
	id := key(from, scopes)
	if found, ok := t.lookup(id); ok {
		return found.value, false, found.err
	}
	result := t.flight.DoChan(id, func() (any, error) {
		if found, ok := t.lookup(id); ok {
			return found.value, found.err
		}
		return t.fetch(context.WithoutCancel(ctx), id, from, scopes, send)
	})
	select {
	case <-ctx.Done():
		return target.Credential{}, false, unsent(ctx.Err())
	case got := <-result:
		value, _ := got.Val.(target.Credential)
		return value, true, got.Err
	}
}

// entry is what is kept under a key: a token, or why there is none.
type entry struct {
	value target.Credential
	err   error
	until time.Time
}

func (t *tokens) lookup(id string) (entry, bool) {
	cached, ok := t.cached.Get(id)
	if !ok {
		return entry{}, false
	}
	found, ok := cached.(entry)
	return found, ok
}

func (t *tokens) keep(id string, e entry) { t.cached.Add(id, e, e.until.Sub(t.clock.Now())) }

func (t *tokens) fetch(ctx context.Context, id string, from demand, scopes []string, send target.Send) (target.Credential, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	asked := t.clock.Now()
	issued, err := t.ask(ctx, from, scopes, send)
	if err != nil {
		if wait := remembered(err); wait > 0 {
			t.keep(id, entry{err: err, until: t.clock.Now().Add(wait)})
		}
		return target.Credential{}, err
	}
	t.remember(issued, asked)
	t.keep(id, entry{value: issued.value, until: asked.Add(issued.usable)})
	return issued.value, nil
}

// remember has a token found in headers. When tokens are too long together, all that are kept are forgotten: a registry with
// such tokens is asked more often.
func (t *tokens) remember(issued token, asked time.Time) {
	crowded := t.known.add(knownToken{
		reveals: t.conceal(issued.value), bytes: len(issued.value.Reveal()), until: asked.Add(issued.life),
	}, asked)
	if crowded {
		t.cached.RemoveAll(func(any) bool { return true })
	}
}

func (t *tokens) ask(ctx context.Context, from demand, scopes []string, send target.Send) (token, error) {
	req, err := tokenRequest(ctx, from, scopes)
	if err != nil {
		return token{}, err
	}
	if err := t.password.Inject(req); err != nil {
		return token{}, err
	}
	answer, err := send(req)
	if err != nil {
		return token{}, unsent(err)
	}
	defer func() { _ = answer.Body.Close() }()
	return readToken(answer, t.clock.Now())
}

// remembered is for how long an error is given to others without asking again.
func remembered(err error) time.Duration {
	var failure *target.ExchangeError
	if !errors.As(err, &failure) {
		return 0
	}
	switch {
	case failure.RetryAfter > 0:
		return failure.RetryAfter
	case failure.Reason == reasonRefused, failure.Code == http.StatusTooManyRequests:
		return refusalTTL
	}
	return 0
}

// drop forgets a token that a registry did not accept.
func (t *tokens) drop(from demand, scopes []string) { t.cached.Remove(key(from, scopes)) }

// alias has the token for some scopes be the one for others as well, in whose place a registry asked for the former.
func (t *tokens) alias(from demand, scopes, others []string) {
	if found, ok := t.lookup(key(from, scopes)); ok && found.err == nil {
		t.keep(key(from, others), found)
	}
}
