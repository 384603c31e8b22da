// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package csitoken_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	authenticationv1 "k8s.io/api/authentication/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"k8s.io/utils/clock"

	"connectors.alauda.io/pkg/csi/attributes"
	"connectors.alauda.io/pkg/csi/token"
	"connectors.alauda.io/pkg/target"
	"connectors.alauda.io/test/integration/harness"
)

func source(t *testing.T) *token.Source {
	t.Helper()
	made, err := token.New(token.Config{Accounts: harness.Kube(t, asDriver(t)).CoreV1(), Clock: clock.RealClock{}})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// mint requests a token as the driver does for a volume that has none.
func mint(t *testing.T, pod attributes.Pod, life time.Duration) target.Credential {
	t.Helper()
	got, minted, err := source(t).For(t.Context(), pod, life, token.Tokens{}, target.Credential{})
	if err != nil || !minted {
		t.Fatalf("minted %t, error %v", minted, err)
	}
	return got
}

// What the API server issues is read back as what was asked for, so that it is used again, also if it was shortened.
func TestLives(t *testing.T) {
	pod := newPod(t, stack.ServiceAccount(t, stack.Namespace(t)))
	for _, tt := range []struct{ asked, granted time.Duration }{
		{10 * time.Minute, 10 * time.Minute},
		{time.Hour, time.Hour},
		{3607 * time.Second, 3607 * time.Second}, // which the API server extends for itself alone
		{longest, longest},
		{24 * time.Hour, longest},
	} {
		t.Run(tt.asked.String(), func(t *testing.T) {
			first := mint(t, pod, tt.asked)
			parsed, err := jwt.ParseSigned(first.Reveal(), []jose.SignatureAlgorithm{jose.RS256, jose.ES256})
			if err != nil {
				t.Fatal(err)
			}
			var claims jwt.Claims
			if err := parsed.UnsafeClaimsWithoutVerification(&claims); err != nil {
				t.Fatal(err)
			}
			if life := claims.Expiry.Time().Sub(claims.IssuedAt.Time()); life != tt.granted {
				t.Errorf("good for %s, want %s", life, tt.granted)
			}
			again, minted, err := source(t).For(t.Context(), pod, tt.asked, token.Tokens{}, first)
			if err != nil || !minted || !again.Equal(first) {
				t.Errorf("it is not used again: minted %t, error %v", minted, err)
			}
		})
	}
}

func TestTokenEndsWithPod(t *testing.T) {
	account := stack.ServiceAccount(t, stack.Namespace(t))
	pod := newPod(t, account)
	held := mint(t, pod, time.Hour)
	reviews := harness.Kube(t, stack.Admin(t)).AuthenticationV1().TokenReviews()
	review := func(ctx context.Context) (authenticationv1.TokenReviewStatus, error) {
		answer, err := reviews.Create(ctx, &authenticationv1.TokenReview{
			Spec: authenticationv1.TokenReviewSpec{Token: held.Reveal(), Audiences: []string{token.Audience}},
		}, metav1.CreateOptions{})
		if err != nil {
			return authenticationv1.TokenReviewStatus{}, err
		}
		return answer.Status, nil
	}
	status, err := review(t.Context())
	if err != nil || !status.Authenticated || status.User.Username != account.User() {
		t.Fatalf("while the Pod is there: %+v, error %v", status, err)
	}
	deletePod(t, pod)
	harness.Eventually(t, "the token is refused", func(ctx context.Context) error {
		status, err := review(ctx)
		if err == nil && status.Authenticated {
			err = errors.New("it is good")
		}
		return err
	})
}

// A token of a volume is for the proxy alone, whatever its account may do.
func TestTokenOpensNoAPI(t *testing.T) {
	account := stack.ServiceAccount(t, stack.Namespace(t), "cluster-admin")
	held := mint(t, newPod(t, account), time.Hour)
	for _, way := range stack.Ways(t) {
		t.Run(way.Name, func(t *testing.T) {
			config := rest.AnonymousClientConfig(way.Admin)
			config.BearerToken = held.Reveal()
			_, err := harness.Connectors(t, config).Connectors(account.Namespace).List(t.Context(), metav1.ListOptions{})
			if !apierrors.IsUnauthorized(err) {
				t.Errorf("connectors: error %v, want Unauthorized", err)
			}
		})
	}
	config := rest.AnonymousClientConfig(stack.Admin(t))
	config.BearerToken = held.Reveal()
	if _, err := harness.Kube(t, config).CoreV1().Secrets(account.Namespace).List(t.Context(), metav1.ListOptions{}); !apierrors.IsUnauthorized(err) {
		t.Errorf("secrets: error %v, want Unauthorized", err)
	}
}

func TestRefusedRequests(t *testing.T) {
	namespace := stack.Namespace(t)
	account, other := stack.ServiceAccount(t, namespace), stack.ServiceAccount(t, namespace)
	pod, gone := newPod(t, account), newPod(t, account)
	deletePod(t, gone)
	awaitPolicy(t, harness.Kube(t, asDriver(t)), pod)
	changed := func(change func(*attributes.Pod)) attributes.Pod {
		p := pod
		change(&p)
		return p
	}
	for _, tt := range []struct {
		name string
		pod  attributes.Pod
		is   func(error) bool
		told string
	}{
		{"a Pod that is gone", gone, apierrors.IsNotFound, "the Pod or its account is gone"},
		{"an account that is gone", changed(func(p *attributes.Pod) { p.ServiceAccount = "gone" }), apierrors.IsNotFound, "the Pod or its account is gone"},
		{"a Pod before this", changed(func(p *attributes.Pod) { p.UID = "before" }), apierrors.IsConflict, "another Pod has that name now"},
		{"another account", changed(func(p *attributes.Pod) { p.ServiceAccount = other.Name }), apierrors.IsBadRequest, "runs as another account"},
		{"a policy", changed(func(p *attributes.Pod) { p.UID = "" }), apierrors.IsForbidden, "connectors-csi-tokens"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := source(t).For(t.Context(), tt.pod, time.Hour, token.Tokens{}, target.Credential{})
			if !tt.is(err) || !strings.Contains(err.Error(), tt.told) {
				t.Errorf("error %v", err)
			}
			if err != nil && len(err.Error()) > 700 {
				t.Errorf("the error has %d bytes", len(err.Error()))
			}
		})
	}
}
