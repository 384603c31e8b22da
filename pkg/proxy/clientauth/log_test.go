// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"bytes"
	"encoding/base64"
	"flag"
	"net/http"
	"strings"
	"sync"
	"testing"

	"k8s.io/klog/v2"
	clocktesting "k8s.io/utils/clock/testing"

	"connectors.alauda.io/pkg/target"
)

// buffer is a bytes.Buffer for several writers.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// captureLogs has everything logged, at the highest verbosity, to the buffer.
func captureLogs(t *testing.T) *buffer {
	t.Helper()
	t.Cleanup(klog.CaptureState().Restore)
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	klog.InitFlags(flags)
	for name, value := range map[string]string{"v": "10", "logtostderr": "false", "stderrthreshold": "FATAL"} {
		if err := flags.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
	logs := &buffer{}
	klog.SetOutput(logs)
	return logs
}

// At a high verbosity client-go logs the bodies of requests and answers, and a cluster may say back what it was sent.
func TestNoLogShowsAToken(t *testing.T) {
	logs := captureLogs(t)
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
