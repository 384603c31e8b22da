// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package lookup

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/semaphore"
	"golang.org/x/sync/singleflight"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utilcache "k8s.io/apimachinery/pkg/util/cache"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/csi/failure"
	connectorsclient "connectors.alauda.io/pkg/generated/clientset/versioned/typed/connectors/v1alpha1"
)

const (
	// liveTTL is how long the answer to a live question is used.
	liveTTL = time.Second
	// liveAnswers bounds how many of them are remembered.
	liveAnswers = 256
	// liveReads bounds the live questions that are under way.
	liveReads = 8
)

// answer is what came of a live question: a class, or the refusal of the API.
type answer struct {
	class class
	err   error
}

// live asks the API for classes that the informer has not shown, a bounded number of times.
type live struct {
	client  connectorsclient.ConnectorClassInterface
	answers *utilcache.LRUExpireCache
	flight  singleflight.Group
	turns   *semaphore.Weighted
}

func newLive(client connectorsclient.ConnectorClassInterface) *live {
	return &live{client: client, answers: utilcache.NewLRUExpireCache(liveAnswers), turns: semaphore.NewWeighted(liveReads)}
}

// get gives an answer that is not too old, or asks. All who wait for the same class share a question, which does not end with
// the one who came first.
func (l *live) get(ctx context.Context, name string) answer {
	if remembered, ok := l.answers.Get(name); ok {
		if found, ok := remembered.(answer); ok {
			return found
		}
	}
	result := l.flight.DoChan(name, func() (any, error) { return l.ask(context.WithoutCancel(ctx), name), nil })
	select {
	case <-ctx.Done():
		return answer{err: fmt.Errorf("reading ConnectorClass %q: %w", name, ctx.Err())}
	case shared := <-result:
		found, _ := shared.Val.(answer)
		return found
	}
}

func (l *live) ask(ctx context.Context, name string) answer {
	bounded, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	object, err := l.read(bounded, name)
	if err != nil {
		found := answer{err: failure.Of(ctx, fmt.Sprintf("reading ConnectorClass %q", name), err)}
		if apierrors.IsNotFound(found.err) {
			l.answers.Add(name, found, liveTTL)
		}
		return found
	}
	found := answer{class: newClass(object)}
	l.answers.Add(name, found, liveTTL)
	return found
}

// read asks when it is its turn.
func (l *live) read(ctx context.Context, name string) (*v1alpha1.ConnectorClass, error) {
	if err := l.turns.Acquire(ctx, 1); err != nil {
		return nil, fmt.Errorf("waiting for a turn: %w", err)
	}
	defer l.turns.Release(1)
	return l.client.Get(ctx, name, metav1.GetOptions{})
}

// forget drops what is remembered of a class.
func (l *live) forget(name string) { l.answers.Remove(name) }
