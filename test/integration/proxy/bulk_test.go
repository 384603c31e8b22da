// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxy_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"net/http"
	"os"
	"testing"
	"time"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

const (
	gibibyte = 1 << 30
	// mostGrowth is what a server may grow by while a gibibyte passes: garbage, of which a busy machine leaves more about.
	mostGrowth = 192 << 20
)

// A gibibyte passes in each direction, byte for byte, in bounded memory: also one that says it is a page, which the
// kube-apiserver would hold and rewrite if it recognized it.
func testGibibytes(t *testing.T, stack *harness.Stack) {
	r := newRoomIn(t, stack)
	connector := r.newConnector(t, newTool(t, serveGibibytes).URL)
	want := sha256.New()
	if _, err := io.Copy(want, newFlood()); err != nil {
		t.Fatal(err)
	}
	r.eachWay(t, func(t *testing.T, by way) {
		t.Run("download of a page", func(t *testing.T) {
			r.bounded(t, func() { r.download(t, by, connector, want) })
		})
		t.Run("upload", func(t *testing.T) {
			r.bounded(t, func() { r.upload(t, by, connector, want) })
		})
	})
}

func serveGibibytes(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPut {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.Copy(w, newFlood())
		return
	}
	sum := sha256.New()
	n, err := io.Copy(sum, r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	_, _ = fmt.Fprintf(w, "%d %s", n, hex.EncodeToString(sum.Sum(nil)))
}

func (r room) upload(t *testing.T, by way, connector *v1alpha1.Connector, want hash.Hash) {
	t.Helper()
	res, err := r.open(t.Context(), by, connector, call{method: http.MethodPut, rest: "/", body: newFlood()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	got, err := io.ReadAll(res.Body)
	if text := fmt.Sprintf("%d %s", gibibyte, hex.EncodeToString(want.Sum(nil))); err != nil || string(got) != text {
		t.Errorf("answer %d: %s (error %v), want %s", res.StatusCode, clip(got), err, text)
	}
}

func (r room) download(t *testing.T, by way, connector *v1alpha1.Connector, want hash.Hash) {
	t.Helper()
	res, err := r.open(t.Context(), by, connector, call{rest: "/"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	sum := sha256.New()
	n, err := io.CopyBuffer(sum, struct{ io.Reader }{res.Body}, make([]byte, 64<<10))
	if err != nil || n != gibibyte || !bytes.Equal(sum.Sum(nil), want.Sum(nil)) {
		t.Errorf("answer %d, %d bytes with hash %x (error %v), want %d with %x", res.StatusCode, n, sum.Sum(nil), err, gibibyte, want.Sum(nil))
	}
}

// bounded runs a transfer and checks how much the servers have grown.
func (r room) bounded(t *testing.T, transfer func()) {
	t.Helper()
	parts := []string{harness.APIServer, harness.KubeAPIServer}
	before := map[string]int64{}
	for _, part := range parts {
		r.forgetPeak(t, part)
		before[part] = harness.Memory(t, r.stack.PID(t, part))
	}
	started := time.Now()
	transfer()
	took := time.Since(started)
	t.Logf("%.0f MiB/s", gibibyte/took.Seconds()/(1<<20))
	for _, part := range parts {
		growth := harness.PeakMemory(t, r.stack.PID(t, part)) - before[part]
		t.Logf("%s grew by %d MiB", part, growth>>20)
		if growth > mostGrowth {
			t.Errorf("%s grew by %d MiB, want at most %d MiB", part, growth>>20, mostGrowth>>20)
		}
	}
}

// forgetPeak lets harness.PeakMemory begin anew.
func (r room) forgetPeak(t *testing.T, part string) {
	t.Helper()
	file := fmt.Sprintf("/proc/%d/clear_refs", r.stack.PID(t, part))
	if err := os.WriteFile(file, []byte("5"), 0o600); err != nil {
		t.Fatalf("measuring memory, which takes Linux: %v", err)
	}
}

// newFlood is a gibibyte in which no two blocks are alike.
func newFlood() io.Reader {
	return io.LimitReader(&flood{block: bytes.Repeat([]byte("<a href=\"/x\">0</a>\n"), 4096)}, gibibyte)
}

type flood struct {
	block []byte
	at    int
	round uint64
}

// Read implements io.Reader.
func (f *flood) Read(p []byte) (int, error) {
	if f.at == len(f.block) {
		f.at = 0
		f.round++
		copy(f.block[len(f.block)-20:], fmt.Sprintf("%019d", f.round))
	}
	n := copy(p, f.block[f.at:])
	f.at += n
	return n, nil
}
