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
	bytes   int
	until   time.Time
}

// add remembers a token. Those that have ended make room, and the oldest ones beyond maxTokens and maxTokensBytes. It says whether
// any was left out for the latter.
func (k *known) add(token knownToken, now time.Time) (crowded bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	tokens := []knownToken{token}
	if before := k.tokens.Load(); before != nil {
		tokens = append(tokens, *before...)
	}
	tokens = slices.DeleteFunc(tokens, func(t knownToken) bool { return now.After(t.until) })
	tokens = tokens[:min(len(tokens), maxTokens)]
	fit := fitting(tokens)
	crowded = fit < len(tokens)
	tokens = slices.Clip(tokens[:fit])
	k.tokens.Store(&tokens)
	return crowded
}

// fitting is how many of the first tokens have maxTokensBytes together.
func fitting(tokens []knownToken) int {
	all := 0
	for i, token := range tokens {
		if all += token.bytes; all > maxTokensBytes {
			return i
		}
	}
	return len(tokens)
}

// reveals says whether value holds one of the tokens.
func (k *known) reveals(value string) bool {
	tokens := k.tokens.Load()
	return tokens != nil && slices.ContainsFunc(*tokens, func(t knownToken) bool { return t.reveals(value) })
}
