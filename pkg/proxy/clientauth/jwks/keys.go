// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package jwks

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"
	"golang.org/x/sync/singleflight"
	"k8s.io/client-go/rest"
	"k8s.io/utils/clock"
)

const (
	// apart is the time between the beginnings of two readings, at least.
	apart = 5 * time.Second
	// period is how often the keys are read though nobody misses one.
	period = 2 * time.Minute
	// defaultTimeout bounds a reading.
	defaultTimeout = 5 * time.Second
	// waiters is how many callers may wait for a reading.
	waiters = 64
)

var (
	// ErrIssuer says that tokens of this issuer are not those of the cluster.
	ErrIssuer = errors.New("the cluster has another issuer")
	// ErrUnknown says that the cluster does not publish a key with this name.
	ErrUnknown = errors.New("the cluster has no such key")
	// ErrUnavailable says that it cannot be told now whether the cluster has such a key.
	ErrUnavailable = errors.New("the keys of the cluster cannot be told now")

	errTooSoon = errors.New("they were asked for a moment ago")
	errCrowded = errors.New("too many callers are waiting for them")
)

// Options say how keys are followed.
type Options struct {
	// Clock is the real one when nil.
	Clock clock.Clock
	// Observe is told how each reading has ended; nil for nobody. It is called from several goroutines.
	Observe func(error)
	// Timeout bounds a reading, by the real clock; five seconds when zero.
	Timeout time.Duration
}

// Keys are the keys of a cluster. They are safe for concurrent use.
type Keys struct {
	client  rest.Interface
	clock   clock.Clock
	observe func(error)
	timeout time.Duration
	current atomic.Pointer[set]
	flight  singleflight.Group
	places  *semaphore.Weighted

	mu sync.Mutex
	// begun is when the last reading began.
	begun time.Time
}

// New makes Keys that are read when they are missed or Run. The client is one of the kube-apiserver that reviews tokens.
func New(client rest.Interface, options Options) (*Keys, error) {
	if client == nil {
		return nil, errors.New("jwks: a client of the kube-apiserver is missing")
	}
	if options.Clock == nil {
		options.Clock = clock.RealClock{}
	}
	if options.Observe == nil {
		options.Observe = func(error) {}
	}
	if options.Timeout == 0 {
		options.Timeout = defaultTimeout
	}
	return &Keys{
		client: client, clock: options.Clock, observe: options.Observe, timeout: options.Timeout,
		places: semaphore.NewWeighted(waiters),
	}, nil
}

// HasSynced says whether the keys have been read.
func (k *Keys) HasSynced() bool { return k.current.Load() != nil }

// Find gives the key with this name for tokens of this issuer, or ErrIssuer, ErrUnknown or ErrUnavailable. A key that is
// not known is looked for in the cluster once.
func (k *Keys) Find(ctx context.Context, issuer, name string) (Key, error) {
	key, err := k.look(issuer, name)
	if err == nil || errors.Is(err, ErrIssuer) {
		return key, err
	}
	missed := k.renew(ctx)
	key, err = k.look(issuer, name)
	if errors.Is(err, ErrUnknown) && missed != nil {
		return key, fmt.Errorf("%w: %w", ErrUnavailable, missed)
	}
	return key, err
}

func (k *Keys) look(issuer, name string) (Key, error) {
	known := k.current.Load()
	if known == nil {
		return Key{}, ErrUnavailable
	}
	if known.issuer != issuer {
		return Key{}, ErrIssuer
	}
	key, ok := known.keys[name]
	if !ok {
		return Key{}, ErrUnknown
	}
	return key, nil
}
