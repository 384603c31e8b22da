// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apiserver/pkg/authentication/user"
	clocktesting "k8s.io/utils/clock/testing"

	"connectors.alauda.io/pkg/target"
)

// begin is when these tests take place.
func begin() time.Time { return time.Unix(1_700_000_000, 0) }

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
			token := jwt(`{}`)
			c.tokens[token] = tt.status
			a := c.newAuthenticator(clocktesting.NewFakePassiveClock(begin()))
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
func checkUser(t *testing.T, who user.Info, err error, want string) {
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

func TestWhatIsNoJWTIsNotReviewed(t *testing.T) {
	c := newCluster(t)
	a := c.newAuthenticator(clocktesting.NewFakePassiveClock(begin()))
	for _, token := range []string{"", canary, "a.b.c", canary + "." + canary + "." + canary} {
		who, err := a.Authenticate(t.Context(), target.NewCredential(token))
		checkUser(t, who, err, "")
	}
	if asked := c.questions(); len(asked) != 0 {
		t.Errorf("asked %v", asked)
	}
}

func TestHowLongAnswersAreRemembered(t *testing.T) {
	for _, tt := range []struct {
		name, claims string
		known        bool
		// asked says after how many seconds the cluster is asked again.
		asked map[time.Duration]bool
	}{
		{"good", `{}`, true, map[time.Duration]bool{9 * time.Second: false, 11 * time.Second: true}},
		{"good with a long life", `{"exp":1700003600}`, true, map[time.Duration]bool{9 * time.Second: false, 11 * time.Second: true}},
		{"good with four seconds to live", `{"exp":1700000004}`, true, map[time.Duration]bool{3 * time.Second: false, 5 * time.Second: true}},
		{"good and expired by its own words", `{"exp":1600000000}`, true, map[time.Duration]bool{0: true, time.Second: true}},
		{"refused", `{}`, false, map[time.Duration]bool{9 * time.Second: false, 11 * time.Second: true}},
	} {
		for after, again := range tt.asked {
			t.Run(fmt.Sprintf("%s, after %s", tt.name, after), func(t *testing.T) {
				c := newCluster(t)
				token := jwt(tt.claims)
				if tt.known {
					c.tokens[token] = good("app")
				}
				now := clocktesting.NewFakePassiveClock(begin())
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
			token := jwt(`{}`)
			c.change(func(c *cluster) { c.failing, c.tokens[token] = code, good("app") })
			a := c.newAuthenticator(clocktesting.NewFakePassiveClock(begin()))
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
