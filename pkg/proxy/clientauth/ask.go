// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/klog/v2"

	"connectors.alauda.io/pkg/target"
)

const (
	// reviewsAtOnce bounds the reviews of each kind that are under way.
	reviewsAtOnce = 64
	// reviewTimeout bounds a review and the wait for its turn.
	reviewTimeout = 10 * time.Second
)

// ask has the token reviewed, once for all callers who wait for the same one.
func (a *Authenticator) ask(ctx context.Context, key tokenKey, token target.Credential, checked verified) (*Caller, error) {
	answer := a.flight.DoChan(key.flight(), func() (any, error) {
		// It may have become known since this caller looked.
		if who, ok := a.memory.known(key); ok {
			return who, nil
		}
		// Others wait for it as well, so it does not end with the request that came first.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), reviewTimeout)
		defer cancel()
		who, err := a.review(ctx, token, checked)
		if err != nil {
			return nil, err
		}
		caller := &Caller{Info: who, Expiry: checked.expiry}
		a.memory.knows(key, caller)
		return caller, nil
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case result := <-answer:
		who, _ := result.Val.(*Caller)
		return who, result.Err
	}
}

func (a *Authenticator) review(ctx context.Context, token target.Credential, checked verified) (user.Info, error) {
	if err := a.turns.Acquire(ctx, 1); err != nil {
		return nil, fmt.Errorf("waiting for a turn to ask for a TokenReview: %w", err)
	}
	defer a.turns.Release(1)
	begun := time.Now()
	who, err := review(ctx, a.reviewer, token, checked.forCluster)
	failed := err != nil && !errors.Is(err, errRefused)
	a.metrics.asked(tokenReview, failed, time.Since(begun))
	if failed {
		klog.FromContext(ctx).Error(err, "Asking the cluster about a token failed")
	}
	return who, err
}
