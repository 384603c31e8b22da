// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"context"
	"errors"
	"runtime"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"golang.org/x/sync/semaphore"
	"k8s.io/utils/clock"

	"connectors.alauda.io/pkg/proxy/clientauth/jwks"
)

// leeway is by how much a token may seem to be from the future, as with the kube-apiserver. There is none for its end.
const leeway = time.Minute

// Keys gives the keys with which the cluster signs tokens.
type Keys interface {
	// Find gives the key with this name for tokens of this issuer, or jwks.ErrIssuer, jwks.ErrUnknown or
	// jwks.ErrUnavailable.
	Find(ctx context.Context, issuer, name string) (jwks.Key, error)
}

// refusal is why a token is not good here. It is told to whoever sent it, and holds nothing of the token.
type refusal string

// Error implements error.
func (r refusal) Error() string { return string(r) }

const (
	errShape    refusal = "the token is no JSON Web Token of a cluster: send one of a ServiceAccount for the audience " + Audience
	errAudience refusal = "the token is for another audience: send one for the audience " + Audience
	errTLS      refusal = "the token is for another audience: send one for the audience " + Audience + ", or use TLS"
	errExpired  refusal = "the token has expired, or does not say when it does: send a new one"
	errEarly    refusal = "the token is not valid yet: are the clocks right?"
	errForeign  refusal = "the token is not from this cluster: send one that this cluster has issued"
)

// verifier says which tokens are worth a review. It asks for nothing but keys.
type verifier struct {
	keys  Keys
	clock clock.PassiveClock
	// turns bounds how many processors are busy with tokens that may be made up.
	turns *semaphore.Weighted
}

func newVerifier(keys Keys, now clock.PassiveClock) *verifier {
	half := max(1, runtime.GOMAXPROCS(0)/2)
	return &verifier{keys: keys, clock: now, turns: semaphore.NewWeighted(int64(half))}
}

// verified is what is known of a token whose signature is good.
type verified struct {
	expiry time.Time
	// forCluster is set for a token for the kube-apiserver, and not set for one for us.
	forCluster bool
}

// verify checks what can be checked here. Its errors are a refusal or, where keys are missing, an error of Keys or ctx.
func (v *verifier) verify(ctx context.Context, text string, takesCluster bool) (verified, error) {
	token, err := v.check(ctx, text, takesCluster)
	if err != nil {
		return verified{}, err
	}
	key, err := v.keys.Find(ctx, token.claims.Issuer, token.signer)
	switch {
	case errors.Is(err, jwks.ErrIssuer), errors.Is(err, jwks.ErrUnknown):
		return verified{}, errForeign
	case err != nil:
		return verified{}, err
	case jose.SignatureAlgorithm(token.algorithm) != key.Algorithm:
		return verified{}, errForeign
	}
	if err := v.turns.Acquire(ctx, 1); err != nil {
		return verified{}, err
	}
	defer v.turns.Release(1)
	if err := token.signed.Claims(key.Public); err != nil {
		return verified{}, errForeign
	}
	return verified{expiry: token.claims.Expiry.Time(), forCluster: !token.claims.Audience.Contains(Audience)}, nil
}

// check looks at what a token says of itself.
func (v *verifier) check(ctx context.Context, text string, takesCluster bool) (*parsed, error) {
	if err := v.turns.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	defer v.turns.Release(1)
	token, ok := parse(text)
	if !ok {
		return nil, errShape
	}
	if !token.claims.Audience.Contains(Audience) && !takesCluster {
		return nil, errAudience
	}
	return token, checkTimes(token, v.clock.Now())
}

// checkTimes is strict about the end of a token, since nothing is remembered of it beyond.
func checkTimes(token *parsed, now time.Time) error {
	if token.claims.Expiry == nil || !now.Before(token.claims.Expiry.Time()) {
		return errExpired
	}
	soon := now.Add(leeway)
	for _, begin := range []time.Time{token.claims.NotBefore.Time(), token.claims.IssuedAt.Time()} {
		if soon.Before(begin) {
			return errEarly
		}
	}
	return nil
}
