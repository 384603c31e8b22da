// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"k8s.io/klog/v2"
	clocktesting "k8s.io/utils/clock/testing"

	"connectors.alauda.io/pkg/target"
	"connectors.alauda.io/test/logtest"
)

// At a high verbosity client-go logs the bodies of requests and answers, and a cluster may say back what it was sent.
func TestNoLogShowsAToken(t *testing.T) {
	logs := logtest.Capture(t)
	c := newCluster(t)
	token, made := jwt(`{}`), jwt(`{"made":"up"}`)
	c.tokens[token] = good("app")
	a := c.newAuthenticator(clocktesting.NewFakePassiveClock(begin()))
	for _, text := range []string{token, made, "opaque " + canary} {
		_, _ = a.Authenticate(t.Context(), target.NewCredential(text))
	}
	c.change(func(c *cluster) { c.failing = http.StatusInternalServerError })
	_, _ = a.Authenticate(t.Context(), target.NewCredential(jwt(`{"third":true}`)))
	if err := c.newAuthorizer().Authorize(t.Context(), access("get")); err == nil {
		t.Error("no error of a cluster that fails")
	}
	klog.Flush()
	text := logs.String()
	if !strings.Contains(text, "Asking the cluster about a token failed") || !strings.Contains(text, "Request Body") {
		t.Fatalf("the log was not captured: %s", text)
	}
	for _, secret := range []string{canary, base64.RawURLEncoding.EncodeToString([]byte(canary))} {
		if strings.Contains(text, secret) {
			t.Errorf("the log shows a token: %s", text)
		}
	}
}
