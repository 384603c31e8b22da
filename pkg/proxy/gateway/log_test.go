// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"bytes"
	"flag"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"k8s.io/klog/v2"
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

// Neither what a caller sends nor what a tool is sent is logged or said to the caller, whatever goes wrong.
func TestNoSecretIsShown(t *testing.T) {
	logs := captureLogs(t)
	f := newFixture(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/header":
			w.Header().Set("X-Echo", r.Header.Get("Authorization"))
			w.Header().Set("Location", "/"+r.Header.Get("Authorization"))
		case "/broken":
			hijack(w, "HTTP/1.1 "+r.Header.Get("Authorization")+"\r\n\r\n")
		case "/gone":
			hijack(w, "")
		}
	}))
	for _, path := range []string{"/header", "/broken", "/gone", "/../canary", "/canary%zz"} {
		for _, accept := range []string{"*/*", "application/json"} {
			r := f.request(http.MethodGet, "c-tool.team.svc", "/")
			r.URL.Opaque = path // as it is, also what is not well formed
			r.Header.Set("Accept", accept)
			res, body := f.do(r)
			for name, values := range res.Header {
				refuseCanaries(t, "header "+name+" of "+path, values...)
			}
			refuseCanaries(t, "the answer to "+path, strings.ReplaceAll(body, "/canary", ""))
		}
	}
	klog.Flush()
	text := logs.String()
	if !strings.Contains(text, "The tool could not be used") {
		t.Fatalf("the log was not captured: %s", text)
	}
	refuseCanaries(t, "the log", text)
}

// hijack answers with these bytes and closes the connection.
func hijack(w http.ResponseWriter, answer string) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	_, _ = io.WriteString(connection, answer)
	_ = connection.Close()
}
