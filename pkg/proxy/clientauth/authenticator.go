// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"golang.org/x/sync/semaphore"
	"golang.org/x/sync/singleflight"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utilcache "k8s.io/apimachinery/pkg/util/cache"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/klog/v2"
	"k8s.io/utils/clock"

	"connectors.alauda.io/pkg/target"
)

const (
	// Remember is how long answers of the cluster are remembered, about tokens here and about rights where decisions are
	// kept.
	Remember = 10 * time.Second
	// knownSize and refusedSize bound how many tokens are remembered.
	knownSize   = 8192
	refusedSize = 8192
	// reviewsAtOnce bounds the reviews of each kind that are under way.
	reviewsAtOnce = 64
	// reviewTimeout bounds a review and the wait for its turn.
	reviewTimeout = 10 * time.Second
)

// Authenticator says who a token stands for. It is safe for concurrent use.
type Authenticator struct {
	reviewer Reviewer
	clock    clock.PassiveClock
	known    *utilcache.LRUExpireCache
	refused  *utilcache.LRUExpireCache
	flight   singleflight.Group
	turns    *semaphore.Weighted
}

// NewAuthenticator makes an Authenticator that asks reviewer. The clock says how long answers are remembered.
func NewAuthenticator(reviewer Reviewer, now clock.PassiveClock) (*Authenticator, error) {
	if reviewer == nil || now == nil {
		return nil, errors.New("clientauth: a client for TokenReviews or a clock is missing")
	}
	return &Authenticator{
		reviewer: reviewer,
		clock:    now,
		known:    utilcache.NewLRUExpireCacheWithClock(knownSize, now),
		refused:  utilcache.NewLRUExpireCacheWithClock(refusedSize, now),
		turns:    semaphore.NewWeighted(reviewsAtOnce),
	}, nil
}

// Authenticate says who a token stands for. Its errors are API errors: Unauthorized for a token that is not good here,
// ServiceUnavailable when the cluster could not be asked.
func (a *Authenticator) Authenticate(ctx context.Context, token target.Credential) (user.Info, error) {
	claimed, ok := parseJWT(token.Reveal())
	if !ok {
		return nil, unauthorized("the token is no JSON Web Token: send one of a ServiceAccount for the audience " + Audience)
	}
	key := sha256.Sum256([]byte(token.Reveal()))
	if who, ok := a.remembered(key); ok {
		return who, nil
	}
	if _, refused := a.refused.Get(key); refused {
		return nil, unauthorized(errRefused.Error())
	}
	return a.ask(ctx, key, token, claimed)
}

func (a *Authenticator) remembered(key [sha256.Size]byte) (user.Info, bool) {
	value, _ := a.known.Get(key)
	who, ok := value.(user.Info)
	return who, ok
}

// ask has the token reviewed, once for all callers who wait for the same one.
func (a *Authenticator) ask(ctx context.Context, key [sha256.Size]byte, token target.Credential, claimed claims) (user.Info, error) {
	answer := a.flight.DoChan(string(key[:]), func() (any, error) {
		// Others wait for it as well, so it does not end with the request that came first.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), reviewTimeout)
		defer cancel()
		return a.review(ctx, key, token, claimed)
	})
	select {
	case <-ctx.Done():
		return nil, unavailable("the request ended before the cluster said who is calling")
	case result := <-answer:
		who, _ := result.Val.(user.Info)
		return who, result.Err
	}
}

func (a *Authenticator) review(ctx context.Context, key [sha256.Size]byte, token target.Credential, claimed claims) (user.Info, error) {
	if err := a.turns.Acquire(ctx, 1); err != nil {
		return nil, unavailable("too many callers are waiting to be recognized: try again")
	}
	defer a.turns.Release(1)
	who, err := review(ctx, a.reviewer, token)
	switch {
	case errors.Is(err, errRefused):
		a.refused.Add(key, struct{}{}, Remember)
		return nil, unauthorized(err.Error())
	case err != nil:
		klog.FromContext(ctx).Error(err, "Asking the cluster about a token failed")
		return nil, unavailable("the cluster cannot be asked who is calling: try again")
	}
	if life := a.life(claimed); life > 0 {
		a.known.Add(key, who, life)
	}
	return who, nil
}

// life is how long it may be remembered who a token stands for.
func (a *Authenticator) life(claimed claims) time.Duration {
	if claimed.expiry.IsZero() {
		return Remember
	}
	return min(Remember, claimed.expiry.Sub(a.clock.Now()))
}

// unavailable asks to try again in a second.
func unavailable(message string) error {
	err := apierrors.NewServiceUnavailable(message)
	err.ErrStatus.Details = &metav1.StatusDetails{RetryAfterSeconds: 1}
	return err
}
