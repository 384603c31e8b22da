// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package token

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/klog/v2"

	"connectors.alauda.io/pkg/target"
	"connectors.alauda.io/test/logtest"
)

func TestRefusedRequests(t *testing.T) {
	pods := schema.GroupResource{Resource: "pods"}
	for _, tt := range []struct {
		name   string
		refuse *apierrors.StatusError
		is     func(error) bool
		told   string
	}{
		{"the Pod is gone", apierrors.NewNotFound(pods, "build"), apierrors.IsNotFound, "the Pod or its account is gone"},
		{"another Pod of the name", apierrors.NewConflict(pods, "build", errors.New("the UID does not match")), apierrors.IsConflict, "another Pod has that name now"},
		{"another account", apierrors.NewBadRequest("cannot bind token"), apierrors.IsBadRequest, "runs as another account"},
		{"no right", apierrors.NewForbidden(pods, "ci", errors.New("no role")), apierrors.IsForbidden, "apply artifacts/deploy/rbac again"},
		{"by a policy", apierrors.NewInvalid(schema.GroupKind{Kind: "TokenRequest"}, "", nil), apierrors.IsInvalid, "the policy connectors-csi-tokens"},
		{"overload", apierrors.NewTooManyRequests("later", 0), apierrors.IsServiceUnavailable, "it is tried again"},
		{"a failure", apierrors.NewInternalError(errors.New("10.0.0.1: " + canary)), apierrors.IsServiceUnavailable, "it is tried again"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			source, c := newSource(t)
			c.refuse = &tt.refuse.ErrStatus
			got, _, err := source.For(t.Context(), pod(), hour, Tokens{}, target.Credential{})
			if !tt.is(err) || got.Reveal() != "" {
				t.Fatalf("token %q, error %v", got.Reveal(), err)
			}
			for _, part := range []string{tt.told, `serviceaccount "team/ci"`, `Pod "build"`} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q is not in the error %q", part, err)
				}
			}
			if strings.Contains(err.Error(), canary) || strings.Contains(err.Error(), "10.0.0.1") {
				t.Errorf("the error says too much: %q", err)
			}
		})
	}
}

func TestRequestThatIsCutOff(t *testing.T) {
	source, _ := newSource(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := source.For(ctx, pod(), hour, Tokens{}, target.Credential{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// At a high verbosity the client logs the bodies of requests and answers.
func TestTokensAreNotLogged(t *testing.T) {
	log := logtest.Capture(t)
	source, c := newSource(t)
	minted, _, err := source.For(t.Context(), pod(), hour, Tokens{}, target.Credential{})
	if err != nil || !strings.Contains(minted.Reveal(), canary) {
		t.Fatalf("no token with the canary, error %v", err)
	}
	c.clock.Step(40 * time.Minute)
	c.refuse = &metav1.Status{Status: metav1.StatusFailure, Code: http.StatusForbidden, Reason: metav1.StatusReasonForbidden, Message: "not you"}
	if _, _, err := source.For(t.Context(), pod(), hour, Tokens{}, minted); err != nil {
		t.Fatal(err)
	}
	klog.Flush()
	text := log.String()
	if strings.Contains(text, canary) {
		t.Errorf("a token was logged:\n%s", text)
	}
	if !strings.Contains(text, "Renewing the token of a volume failed") || !strings.Contains(text, "not you") {
		t.Errorf("the failed renewal was not logged:\n%s", text)
	}
}

func TestRequestsAreCounted(t *testing.T) {
	source, c := newSource(t)
	var results []bool
	source.config.Requested = func(_ time.Duration, err error) { results = append(results, err == nil) }
	for range 2 {
		if _, _, err := source.For(t.Context(), pod(), hour, Tokens{}, target.Credential{}); err != nil {
			t.Fatal(err)
		}
	}
	c.refuse = &metav1.Status{Status: metav1.StatusFailure, Code: http.StatusForbidden, Reason: metav1.StatusReasonForbidden}
	_, _, _ = source.For(t.Context(), pod(), hour, Tokens{}, target.Credential{})
	if len(results) != 3 || !results[0] || !results[1] || results[2] {
		t.Errorf("told of %v", results)
	}
}

func TestNewNeedsWhatItUses(t *testing.T) {
	if _, err := New(Config{}); err == nil {
		t.Error("no error")
	}
}
