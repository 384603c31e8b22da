// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/semaphore"
	"golang.org/x/sync/singleflight"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/utils/clock"

	"connectors.alauda.io/pkg/target"
)

// Options are what an Authenticator is made from. All but AcceptAPIServerAudience is required.
type Options struct {
	// Reviewer asks the cluster about tokens, within a time limit of its own.
	Reviewer Reviewer
	// Keys are those of the same cluster.
	Keys Keys
	// Metrics are told how requests end.
	Metrics *Metrics
	// Clock says when tokens expire and how long answers are remembered.
	Clock clock.PassiveClock
	// AcceptAPIServerAudience lets in tokens for the kube-apiserver that come over TLS; see WithTLS.
	AcceptAPIServerAudience bool
}

// Caller is who a token stands for. It is immutable.
type Caller struct {
	user.Info
	// Expiry is when the token expires.
	Expiry time.Time
}

// Authenticator says who a token stands for. It is safe for concurrent use.
type Authenticator struct {
	memory                  memory
	verifier                *verifier
	reviewer                Reviewer
	metrics                 *Metrics
	flight                  singleflight.Group
	turns                   *semaphore.Weighted
	acceptAPIServerAudience bool
}

// NewAuthenticator makes an Authenticator. It starts nothing.
func NewAuthenticator(options Options) (*Authenticator, error) {
	if options.Reviewer == nil || options.Keys == nil || options.Metrics == nil || options.Clock == nil {
		return nil, errors.New("clientauth.Options: a field is not set, and all are needed")
	}
	return &Authenticator{
		memory:                  newMemory(options.Clock),
		verifier:                newVerifier(options.Keys, options.Clock),
		reviewer:                options.Reviewer,
		metrics:                 options.Metrics,
		turns:                   semaphore.NewWeighted(reviewsAtOnce),
		acceptAPIServerAudience: options.AcceptAPIServerAudience,
	}, nil
}

// Authenticate says who a token stands for. Its errors are API errors: Unauthorized for a token that is not good here,
// ServiceUnavailable when the cluster could not be asked.
func (a *Authenticator) Authenticate(ctx context.Context, token target.Credential) (*Caller, error) {
	who, how, err := a.authenticate(ctx, token)
	a.metrics.verified(how)
	return who, err
}

func (a *Authenticator) authenticate(ctx context.Context, token target.Credential) (*Caller, result, error) {
	text := token.Reveal()
	if len(text) > longest { // not worth a hash
		return nil, localRefused, unauthorized(errShape.Error())
	}
	key := a.keyOf(ctx, text)
	if who, due := a.memory.known(key); who != nil {
		if due {
			a.renew(ctx, key, token)
		}
		return who, remembered, nil
	}
	if before, ok := a.memory.refused(key); ok {
		return nil, before.result, unauthorized(before.why.Error())
	}
	checked, err := a.verify(ctx, text, key)
	if err != nil {
		return a.failed(key, localRefused, err)
	}
	who, err := a.ask(ctx, key, token, checked)
	if err != nil {
		return a.failed(key, reviewRefused, err)
	}
	return who, reviewed, nil
}

// verify is done by the caller's own goroutine, where the server survives should the parser fail on what was made up.
func (a *Authenticator) verify(ctx context.Context, text string, key tokenKey) (verified, error) {
	ctx, cancel := context.WithTimeout(ctx, reviewTimeout)
	defer cancel()
	checked, err := a.verifier.verify(ctx, text, key.takesCluster)
	if errors.Is(err, errAudience) && a.acceptAPIServerAudience {
		return checked, errTLS
	}
	return checked, err
}

// failed remembers refusals and makes errors those of an API.
func (a *Authenticator) failed(key tokenKey, how result, err error) (*Caller, result, error) {
	if why := refusal(""); errors.As(err, &why) {
		a.memory.refuses(key, refused{why: why, result: how})
		return nil, how, unauthorized(why.Error())
	}
	return nil, unavailableResult, unavailable("the cluster cannot be asked who is calling: try again")
}
