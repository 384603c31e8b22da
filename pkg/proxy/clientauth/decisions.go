// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/semaphore"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/apiserver/pkg/authorization/authorizerfactory"
	authorizationclient "k8s.io/client-go/kubernetes/typed/authorization/v1"
)

// NewDecisions gives an authorizer that asks for a SubjectAccessReview each time, a bounded number at once. It remembers
// nothing: put a memory of decisions over it. The client needs a time limit.
func NewDecisions(client authorizationclient.AuthorizationV1Interface, observer *Metrics) (authorizer.Authorizer, error) {
	if client == nil || observer == nil {
		return nil, errors.New("clientauth: a client for SubjectAccessReviews or metrics are missing")
	}
	delegate, err := authorizerfactory.DelegatingAuthorizerConfig{
		SubjectAccessReviewClient: client,
		// A failed review is tried again soon and once: a caller waits for it.
		WebhookRetryBackoff: &wait.Backoff{Duration: 100 * time.Millisecond, Factor: 2, Jitter: 0.2, Steps: 2},
	}.New()
	if err != nil {
		return nil, fmt.Errorf("preparing SubjectAccessReviews: %w", err)
	}
	return &bounded{delegate: delegate, turns: semaphore.NewWeighted(reviewsAtOnce), metrics: observer}, nil
}

// bounded lets a number of callers pass at once, and the others wait for a while.
type bounded struct {
	delegate authorizer.Authorizer
	turns    *semaphore.Weighted
	metrics  *Metrics
}

// Authorize implements authorizer.Authorizer.
func (b *bounded) Authorize(ctx context.Context, a authorizer.Attributes) (authorizer.Decision, string, error) {
	ctx, cancel := context.WithTimeout(ctx, reviewTimeout)
	defer cancel()
	if err := b.turns.Acquire(ctx, 1); err != nil {
		return authorizer.DecisionNoOpinion, "", fmt.Errorf("waiting for a turn to ask for a SubjectAccessReview: %w", err)
	}
	defer b.turns.Release(1)
	begun := time.Now()
	decision, reason, err := b.delegate.Authorize(ctx, a)
	b.metrics.asked(accessReview, err != nil, time.Since(begun))
	return decision, reason, err
}
