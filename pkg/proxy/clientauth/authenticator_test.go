// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apiserver/pkg/authentication/user"

	"connectors.alauda.io/pkg/proxy/clientauth/jwks"
	"connectors.alauda.io/pkg/target"
)

func TestAuthenticate(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status authenticationv1.TokenReviewStatus
		want   string
	}{
		{"good", good("app"), "app"},
		{"good for others as well", with(good("app"), func(s *authenticationv1.TokenReviewStatus) {
			s.Audiences = []string{"x", Audience}
		}), "app"},
		{"not authenticated", with(good("app"), func(s *authenticationv1.TokenReviewStatus) { s.Authenticated = false }), ""},
		{"good for others", with(good("app"), func(s *authenticationv1.TokenReviewStatus) { s.Audiences = []string{"x"} }), ""},
		// Such an answer means that it is good for the kube-apiserver.
		{"good for nobody in particular", with(good("app"), func(s *authenticationv1.TokenReviewStatus) { s.Audiences = nil }), ""},
		{"nobody's", with(good(""), func(*authenticationv1.TokenReviewStatus) {}), ""},
		{"refused with a reason", authenticationv1.TokenReviewStatus{Error: "token has expired"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newCluster(t)
			token := c.token()
			c.tokens[token] = tt.status
			a := c.newAuthenticator(newClock())
			for range 2 { // the second time from memory
				who, err := a.Authenticate(t.Context(), target.NewCredential(token))
				checkUser(t, who, err, tt.want)
			}
			if asked := c.questions(); !slices.Equal(asked, []string{"token for connectors-proxy"}) {
				t.Errorf("asked %v, want one review for our audience", asked)
			}
		})
	}
}

func with(status authenticationv1.TokenReviewStatus, change func(*authenticationv1.TokenReviewStatus)) authenticationv1.TokenReviewStatus {
	change(&status)
	return status
}

// checkUser expects the user that good makes, or Unauthorized.
func checkUser(t *testing.T, who *Caller, err error, want string) {
	t.Helper()
	if want == "" {
		if !apierrors.IsUnauthorized(err) || who != nil || strings.Contains(err.Error(), canary) {
			t.Errorf("user %v, error %v; want Unauthorized", who, err)
		}
		return
	}
	if err != nil {
		t.Errorf("error %v", err)
		return
	}
	groups := []string{"system:serviceaccounts", user.AllAuthenticated}
	if who.GetName() != want || who.GetUID() != "uid-"+want || !slices.Equal(who.GetGroups(), groups) ||
		!slices.Equal(who.GetExtra()["pod"], []string{"p"}) {
		t.Errorf("user %+v, want %s with all that the cluster said", who, want)
	}
}

func TestHowLongAnswersAreRemembered(t *testing.T) {
	for _, tt := range []struct {
		name   string
		claims func(claims)
		known  bool
		// asked says after how many seconds the cluster is asked again.
		asked map[time.Duration]bool
	}{
		{"good", claim("sub", "a"), true, map[time.Duration]bool{9 * time.Second: false, 11 * time.Second: true}},
		{"good with four seconds to live", claim("exp", begin().Unix()+4), true, map[time.Duration]bool{3 * time.Second: false}},
		{"refused", claim("sub", "a"), false, map[time.Duration]bool{9 * time.Second: false, 11 * time.Second: true}},
	} {
		for after, again := range tt.asked {
			t.Run(fmt.Sprintf("%s, after %s", tt.name, after), func(t *testing.T) {
				c := newCluster(t)
				token := c.token(tt.claims)
				if tt.known {
					c.tokens[token] = good("app")
				}
				now := newClock()
				a := c.newAuthenticator(now)
				_, _ = a.Authenticate(t.Context(), target.NewCredential(token))
				c.questions()
				now.SetTime(begin().Add(after))
				_, _ = a.Authenticate(t.Context(), target.NewCredential(token))
				if asked := len(c.questions()) > 0; asked != again {
					t.Errorf("asked again: %t, want %t", asked, again)
				}
			})
		}
	}
}

func TestFailuresOfTheClusterAreNotRemembered(t *testing.T) {
	for _, code := range []int{http.StatusInternalServerError, http.StatusForbidden, http.StatusTooManyRequests, http.StatusUnauthorized} {
		t.Run(http.StatusText(code), func(t *testing.T) {
			c := newCluster(t)
			token := c.token()
			c.change(func(c *cluster) { c.failing, c.tokens[token] = code, good("app") })
			a := c.newAuthenticator(newClock())
			who, err := a.Authenticate(t.Context(), target.NewCredential(token))
			if !apierrors.IsServiceUnavailable(err) || who != nil || strings.Contains(err.Error(), canary) {
				t.Errorf("user %v, error %v; want ServiceUnavailable", who, err)
			}
			c.change(func(c *cluster) { c.failing = 0 })
			who, err = a.Authenticate(t.Context(), target.NewCredential(token))
			checkUser(t, who, err, "app")
		})
	}
}

// A token ends when it says so, and not when what is remembered of it does.
func TestNobodyOutlivesAToken(t *testing.T) {
	c := newCluster(t)
	token := c.token(claim("exp", begin().Unix()+4))
	c.tokens[token] = good("app")
	now := newClock()
	a := c.newAuthenticator(now)
	who, err := a.Authenticate(t.Context(), target.NewCredential(token))
	checkUser(t, who, err, "app")
	now.Step(4*time.Second + time.Millisecond)
	who, err = a.Authenticate(t.Context(), target.NewCredential(token))
	checkUser(t, who, err, "")
	if asked := c.questions(); len(asked) != 1 || !strings.Contains(err.Error(), "has expired") {
		t.Errorf("asked %v, error %v", asked, err)
	}
}

func TestNewAuthenticatorNeedsSomebodyToAsk(t *testing.T) {
	c := newCluster(t)
	keys, reviewer := &jwks.Keys{}, c.client.AuthenticationV1().TokenReviews()
	for name, options := range map[string]Options{
		"reviewer": {Keys: keys, Metrics: c.metrics, Clock: newClock()},
		"keys":     {Reviewer: reviewer, Metrics: c.metrics, Clock: newClock()},
		"metrics":  {Reviewer: reviewer, Keys: keys, Clock: newClock()},
		"clock":    {Reviewer: reviewer, Keys: keys, Metrics: c.metrics},
	} {
		if _, err := NewAuthenticator(options); err == nil {
			t.Errorf("no error without %s", name)
		}
	}
	if _, err := NewAuthorizer(nil); err == nil {
		t.Error("no error without decisions")
	}
	if _, err := NewDecisions(nil, c.metrics); err == nil {
		t.Error("no error without a client")
	}
	if err := withoutToken(errors.New("no "+canary), target.NewCredential(canary)); strings.Contains(err.Error(), canary) {
		t.Errorf("the error repeats the token: %v", err)
	}
}
