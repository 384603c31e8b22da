// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxy_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"connectors.alauda.io/test/integration/harness"
)

// When our server is killed its clients notice, and when it is back everything works without a hand.
func TestOutage(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/stream" {
			ok(w, r)
			return
		}
		_, _ = w.Write([]byte("hello"))
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	secret := r.newSecret(t, bearerAuth, newCredential())
	connector := r.newConnectorWith(t, tl.URL, bearerAuth, secret)
	r.eachWay(t, func(t *testing.T, by way) {
		res, err := r.open(t.Context(), by, connector, call{rest: "/stream"})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		if _, err := io.ReadFull(res.Body, make([]byte, len("hello"))); err != nil {
			t.Fatal(err)
		}
		r.stack.Kill(t, harness.APIServer)
		if rest, err := io.ReadAll(res.Body); err == nil {
			t.Errorf("the stream ended well, after %q", rest)
		}
		started := time.Now()
		if got, err := r.try(t.Context(), by, connector, call{rest: "/"}); err == nil && got.StatusCode < 500 {
			t.Errorf("nobody is there, and answers %d: %s", got.StatusCode, clip(got.body))
		}
		t.Logf("refused after %s", time.Since(started))
		// What changes meanwhile is known afterwards.
		credential := newCredential()
		r.rotate(t, secret, bearerAuth, credential)
		started = time.Now()
		r.stack.Restart(t, harness.APIServer)
		t.Logf("ready again after %s", time.Since(started))
		harness.Eventually(t, "it works again", func(ctx context.Context) error {
			got, err := r.try(ctx, by, connector, call{rest: "/"})
			if err == nil && got.StatusCode != http.StatusOK {
				err = fmt.Errorf("answer %d: %s", got.StatusCode, clip(got.body))
			}
			return err
		})
		if tl.last(t).header.Get("Authorization") != wanted(bearerAuth, credential) {
			t.Error("the first request after the outage carried the old credential")
		}
	})
}
