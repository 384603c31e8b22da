// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gitserver

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"sync"
)

// A lock opens for one user name and password.
type lock struct {
	mu                 sync.RWMutex
	username, password [sha256.Size]byte
}

func (l *lock) set(username, password string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.username, l.password = digest(username), digest(password)
}

func (l *lock) setPassword(password string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.password = digest(password)
}

// opens compares digests, which are of one length, so that the time taken says nothing about the password.
func (l *lock) opens(r *http.Request) bool {
	username, password, ok := r.BasicAuth()
	givenName, givenWord := digest(username), digest(password)
	l.mu.RLock()
	defer l.mu.RUnlock()
	sameName := subtle.ConstantTimeCompare(givenName[:], l.username[:])
	sameWord := subtle.ConstantTimeCompare(givenWord[:], l.password[:])
	return ok && sameName&sameWord == 1
}

func digest(text string) [sha256.Size]byte { return sha256.Sum256([]byte(text)) }
