// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"net/http"
	"strings"
	"testing"

	"k8s.io/klog/v2"

	"connectors.alauda.io/pkg/proxy/clientauth/jwks/jwkstest"
	"connectors.alauda.io/pkg/target"
	"connectors.alauda.io/test/logtest"
)

// At a high verbosity client-go logs the bodies of requests and answers, and a cluster may say back what it was sent.
func TestNoLogShowsAToken(t *testing.T) {
	logs := logtest.Capture(t)
	c := newCluster(t)
	token, unknown, forged := c.token(), c.token(), jwkstest.NewKey(t, "key").Sign(t, usual())
	c.tokens[token] = good("app")
	a := c.newAuthenticator(newClock())
	for _, text := range []string{token, unknown, forged, "opaque " + canary} {
		_, _ = a.Authenticate(t.Context(), target.NewCredential(text))
	}
	c.change(func(c *cluster) { c.failing = http.StatusInternalServerError })
	last := c.token()
	_, _ = a.Authenticate(t.Context(), target.NewCredential(last))
	if err := c.newAuthorizer().Authorize(t.Context(), access("get")); err == nil {
		t.Error("no error of a cluster that fails")
	}
	klog.Flush()
	text := logs.String()
	if !strings.Contains(text, "Asking the cluster about a token failed") || !strings.Contains(text, "Request Body") {
		t.Fatalf("the log was not captured: %s", text)
	}
	secrets := []string{canary}
	for _, text := range []string{token, unknown, forged, last} {
		_, afterHeader, _ := strings.Cut(text, ".")
		secrets = append(secrets, strings.Split(afterHeader, ".")...)
	}
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("the log shows a token: %s", text)
		}
	}
}
