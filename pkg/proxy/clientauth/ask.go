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
		if who, due := a.memory.known(key); who != nil && !due {
			return who, nil
		}
		// Others wait for it as well, so it does not end with the request that came first.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), reviewTimeout)
		defer cancel()
		return a.learn(ctx, key, token, checked)
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case result := <-answer:
		who, _ := result.Val.(*Caller)
		return who, result.Err
	}
}

// learn has the token reviewed and remembers who it stands for.
func (a *Authenticator) learn(ctx context.Context, key tokenKey, token target.Credential, checked verified) (*Caller, error) {
	who, err := a.review(ctx, token, checked)
	if err != nil {
		return nil, err
	}
	caller := &Caller{Info: who, Expiry: checked.expiry}
	a.memory.knows(key, caller)
	return caller, nil
}

// renew has a token that is known looked at again, from the start, and waits for nothing. A refusal is in force at once; if the
// cluster cannot be asked, what is known ends by itself.
func (a *Authenticator) renew(ctx context.Context, key tokenKey, token target.Credential) {
	a.flight.DoChan(key.flight(), func() (any, error) {
		if who, due := a.memory.known(key); who != nil && !due {
			return who, nil
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), reviewTimeout)
		defer cancel()
		checked, err := a.verify(ctx, token.Reveal(), key)
		if err != nil {
			_, _, _ = a.failed(key, localRefused, err)
			return nil, err
		}
		caller, err := a.learn(ctx, key, token, checked)
		if err != nil {
			_, _, _ = a.failed(key, reviewRefused, err)
			return nil, err
		}
		return caller, nil
	})
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
