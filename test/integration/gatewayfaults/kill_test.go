// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gatewayfaults

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"connectors.alauda.io/test/integration/harness"
)

// half is the size of each half of a download.
const half = 1 << 20

// A replica that is killed takes only its own requests with it: those of the others lose nothing, a client that tries again
// gets its answer, and the replica serves as soon as it is back.
func TestReplicaIsKilledUnderLoad(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	rest := make(chan struct{})
	connector := r.connect(t, newTool(t, halves(rest)).URL)
	victim, survivor := r.start(t, killed), r.start(t, spare)
	all := []replica{first, victim, survivor}

	l, ctx := r.startLoad(t, connector)
	l.faithful(ctx, t, 2, first)
	l.faithful(ctx, t, 2, survivor)
	l.retrying(ctx, t, 4, func() []replica { return all })
	var downloads []<-chan error
	for _, p := range all {
		downloads = append(downloads, r.download(t, p, connector))
	}
	l.awaitMore(t, victim)

	stack.Kill(t, string(victim))
	if err := <-downloads[1]; err == nil {
		t.Error("half of a download through the killed replica looks like the whole")
	}
	l.awaitMore(t, first)
	stack.Restart(t, string(victim))
	l.awaitMore(t, victim)
	close(rest)
	for i, p := range all {
		if p == victim {
			continue
		}
		if err := <-downloads[i]; err != nil {
			t.Errorf("a download through %s: %v", p, err)
		}
	}
	l.expectNoFailure(t)
}

// halves answers at /download with one half, and with the other once rest is closed.
func halves(rest <-chan struct{}) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/download" {
			fine(w, r)
			return
		}
		_, _ = io.WriteString(w, strings.Repeat("a", half))
		_ = http.NewResponseController(w).Flush()
		select {
		case <-rest:
			_, _ = io.WriteString(w, strings.Repeat("b", half))
		case <-r.Context().Done():
		}
	}
}

// download returns once the first half has arrived, and gives what comes of the second.
func (r room) download(t *testing.T, p replica, connector string) <-chan error {
	t.Helper()
	response, err := r.open(t.Context(), newClient(t, http1), p, connector, "/download")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	if _, err := io.ReadFull(response.Body, make([]byte, half)); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		got, err := io.ReadAll(response.Body)
		if err == nil && len(got) != half {
			err = io.ErrUnexpectedEOF
		}
		ended <- err
	}()
	return ended
}

// isUp is an error unless a replica says that it is ready.
func isUp(p replica) func(context.Context) error {
	return func(ctx context.Context) error { return p.ready(ctx) }
}

// awaitReady returns when a replica says that it is ready.
func (p replica) awaitReady(t *testing.T) {
	t.Helper()
	harness.Eventually(t, string(p)+" is ready", isUp(p))
}
