// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package callers_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"connectors.alauda.io/test/integration/harness"
)

// While the kube-apiserver is away those who are known are served as long as that is fresh, then nobody is, and nobody is
// called a liar for it. It heals by itself.
func TestKubeAPIServerAway(t *testing.T) {
	r := newRoom(t)
	token, another := tokenFor(t, r.account, audience), tokenFor(t, r.account, audience)
	r.expect(t, token, http.StatusOK)
	stack.Kill(t, harness.KubeAPIServer)
	r.expect(t, token, http.StatusOK)
	r.expectTryAgain(t, another)
	r.expect(t, signer.Sign(t, claims{"iss": issuer, "aud": audience, "exp": 1}), http.StatusUnauthorized)
	harness.Within(t, 15*time.Second, "one who was known is no more", r.becomes(t, token, http.StatusServiceUnavailable))
	r.expectTryAgain(t, token)
	stack.Restart(t, harness.KubeAPIServer)
	for _, token := range []string{token, another} {
		harness.Eventually(t, "callers are let in again", r.becomes(t, token, http.StatusOK))
	}
}

func (r *room) expectTryAgain(t *testing.T, token string) {
	t.Helper()
	code, header, body := r.ask(t, token)
	if code != http.StatusServiceUnavailable || header.Get("Retry-After") == "" {
		t.Errorf("%d, Retry-After %q: %s", code, header.Get("Retry-After"), body)
	}
}

// The cluster is given another key: tokens of the new one open tools, those of the old one do no more.
func TestRotatedKey(t *testing.T) {
	r := newRoom(t)
	next := mustSigner()
	made := claimsOf(t, r.account)
	old, rotated := signer.Sign(t, made), next.Sign(t, made)
	r.expect(t, old, http.StatusOK)
	if code, _, body := r.ask(t, rotated); code == http.StatusOK {
		t.Errorf("a key that is not published yet: %d: %s", code, body)
	}
	r.publish(t, mustPublic(next))
	harness.Eventually(t, "a token of the new key is good", r.becomes(t, rotated, http.StatusOK))
	harness.Within(t, goneWithin, "a token of the old key is refused", func(context.Context) error {
		if code, _, body := r.ask(t, old); code == http.StatusOK {
			return fmt.Errorf("%d: %s", code, body)
		}
		return nil
	})
	r.publish(t, mustPublic(signer))
	harness.Eventually(t, "a token of the old key is good again", r.becomes(t, signer.Sign(t, made), http.StatusOK))
}

// publish has the kube-apiserver take another key for its own.
func (r *room) publish(t *testing.T, key string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(stack.Dir(), extraKey), []byte(key), 0o600); err != nil {
		t.Fatal(err)
	}
	stack.Restart(t, harness.KubeAPIServer)
}
