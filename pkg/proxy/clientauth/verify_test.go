// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"net/http"
	"strings"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"connectors.alauda.io/pkg/proxy/clientauth/jwks/jwkstest"
	"connectors.alauda.io/pkg/target"
)

func TestBadTokensAreNotReviewed(t *testing.T) {
	c := newCluster(t)
	for name, sample := range bad(c) {
		t.Run(name, func(t *testing.T) {
			now := newClock()
			a := c.newAuthenticator(now)
			for range 2 { // the second time from memory
				who, err := a.Authenticate(t.Context(), target.NewCredential(sample.make()))
				// Of a key that is not there it is said that it may have come a moment ago.
				if name == "unknown key" && apierrors.IsServiceUnavailable(err) {
					now.Step(5 * time.Second)
					continue
				}
				checkUser(t, who, err, "")
				if !strings.Contains(err.Error(), sample.told) {
					t.Errorf("error %v, want %q", err, sample.told)
				}
			}
			if asked := c.questions(); len(asked) != 0 {
				t.Errorf("asked %v", asked)
			}
		})
	}
}

func TestGoodTokensOfAllKinds(t *testing.T) {
	c := newCluster(t)
	rsa, elliptic := jwkstest.NewRSAKey(t, "rsa"), jwkstest.NewKey(t, "elliptic")
	c.issuer.Publish(rsa, elliptic)
	a := c.newAuthenticator(newClock())
	second := begin().Unix()
	for name, token := range map[string]string{
		"RSA":                  rsa.Sign(t, usual()),
		"elliptic":             elliptic.Sign(t, usual()),
		"of a moment from now": elliptic.Sign(t, usual(claim("nbf", second+30), claim("iat", second+30))),
		"one audience":         elliptic.Sign(t, usual(claim("aud", Audience))),
		"two audiences":        elliptic.Sign(t, usual(claim("aud", []string{"vault", Audience}))),
	} {
		c.change(func(c *cluster) { c.tokens[token] = good("app") })
		who, err := a.Authenticate(t.Context(), target.NewCredential(token))
		t.Run(name, func(t *testing.T) { checkUser(t, who, err, "app") })
	}
	if reads := c.issuer.Reads(); reads != 1 {
		t.Errorf("keys were read %d times", reads)
	}
}

// A flood of every kind of bad token costs the cluster no review and next to no reading of keys.
func TestFlood(t *testing.T) {
	const each = 100
	c := newCluster(t)
	a := c.newAuthenticator(newClock())
	token := c.token()
	c.tokens[token] = good("app")
	for name, sample := range bad(c) {
		for range each {
			who, err := a.Authenticate(t.Context(), target.NewCredential(sample.make()))
			if err == nil || who != nil {
				t.Errorf("%s: let in as %v", name, who)
			}
		}
	}
	if asked, reads := c.questions(), c.issuer.Reads(); len(asked) != 0 || reads != 1 {
		t.Errorf("%d reviews, keys read %d times", len(asked), reads)
	}
	who, err := a.Authenticate(t.Context(), target.NewCredential(token))
	checkUser(t, who, err, "app")
}

// Without keys nobody is let in, and nobody is called a liar.
func TestNoKeysNoEntry(t *testing.T) {
	c := newCluster(t)
	token := c.token()
	c.tokens[token] = good("app")
	c.issuer.Break(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	now := newClock()
	a := c.newAuthenticator(now)
	for range 2 {
		if who, err := a.Authenticate(t.Context(), target.NewCredential(token)); !apierrors.IsServiceUnavailable(err) || who != nil {
			t.Errorf("user %v, error %v", who, err)
		}
	}
	if seconds, ok := apierrors.SuggestsClientDelay(unavailable("")); !ok || seconds != 1 {
		t.Errorf("to be tried again after %d s", seconds)
	}
	c.issuer.Break(nil)
	now.Step(5 * time.Second)
	who, err := a.Authenticate(t.Context(), target.NewCredential(token))
	checkUser(t, who, err, "app")
}

// The cluster changes its key: tokens of the new one are good as soon as there are any.
func TestRotatedKey(t *testing.T) {
	c := newCluster(t)
	now := newClock()
	a := c.newAuthenticator(now)
	old := c.token()
	c.tokens[old] = good("app")
	who, err := a.Authenticate(t.Context(), target.NewCredential(old))
	checkUser(t, who, err, "app")

	rotated := jwkstest.NewKey(t, "rotated")
	c.issuer.Publish(c.key, rotated)
	now.Step(time.Minute)
	token := rotated.Sign(t, usual())
	c.change(func(c *cluster) { c.tokens[token] = good("app") })
	who, err = a.Authenticate(t.Context(), target.NewCredential(token))
	checkUser(t, who, err, "app")
	who, err = a.Authenticate(t.Context(), target.NewCredential(old))
	checkUser(t, who, err, "app")
}
