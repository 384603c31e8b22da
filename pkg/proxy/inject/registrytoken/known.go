// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registrytoken

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// known are the tokens that still open something, those that are not used any more included: an answer to a request that
// had one may be on its way. It is safe for concurrent use; what is asked with every header takes no lock.
type known struct {
	mu     sync.Mutex
	tokens atomic.Pointer[[]knownToken]
}

type knownToken struct {
	reveals func(value string) bool
	until   time.Time
}

// add remembers a token. Those that have ended make room, and the oldest one beyond maxTokens.
func (k *known) add(reveals func(value string) bool, now, until time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	tokens := []knownToken{{reveals: reveals, until: until}}
	if before := k.tokens.Load(); before != nil {
		tokens = append(tokens, *before...)
	}
	tokens = slices.DeleteFunc(tokens, func(t knownToken) bool { return now.After(t.until) })
	tokens = slices.Clip(tokens[:min(len(tokens), maxTokens)])
	k.tokens.Store(&tokens)
}

// reveals says whether value holds one of the tokens.
func (k *known) reveals(value string) bool {
	tokens := k.tokens.Load()
	return tokens != nil && slices.ContainsFunc(*tokens, func(t knownToken) bool { return t.reveals(value) })
}
