// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"k8s.io/apiserver/pkg/authentication/user"

	"connectors.alauda.io/pkg/target"
)

func sampleEntry() Entry {
	return Entry{
		Time: time.Date(2026, 11, 22, 8, 30, 0, 123456000, time.UTC), Mode: ModeReverse,
		User:      User{Name: "system:serviceaccount:team:app", UID: "4f7d9c1e-58f4-4f6a-9a53-5b7c4c8b3f10"},
		Connector: Connector{Namespace: "team", Name: "git", UID: "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9"}, SecretResourceVersion: "48213",
		Method: http.MethodGet, Host: "c-git.team.svc.cluster.local", Path: "/org/repo.git/info/refs", Protocol: "HTTP/1.1",
		Status: http.StatusOK, ResponseBytes: 1024, DurationSeconds: 0.004217,
		Upstream: "https://git.example.com:443", Client: "10.1.2.3:45678", UserAgent: "git/2.43.0",
		TraceID: "4bf92f3577b34da6a3ce929d0e0e4736",
	}
}

// BenchmarkLine compares our way of writing a line with encoding/json's.
func BenchmarkLine(b *testing.B) {
	entry := sampleEntry()
	b.Run("Append", func(b *testing.B) {
		b.ReportAllocs()
		var line []byte
		for b.Loop() {
			line = entry.Append(line[:0])
		}
	})
	b.Run("encoding/json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := json.Marshal(&entry); err != nil {
				b.Fatal(err)
			}
		}
	})
}

type discard struct{}

func (discard) Write([]byte) {}

// recorder is an http.ResponseWriter that costs nothing.
type recorder struct{ header http.Header }

func (r recorder) Header() http.Header       { return r.header }
func (recorder) Write(p []byte) (int, error) { return len(p), nil }
func (recorder) WriteHeader(int)             {}

// BenchmarkRequest measures what the audit adds to a request; the difference of the two counts.
func BenchmarkRequest(b *testing.B) {
	who := &user.DefaultInfo{Name: "system:serviceaccount:team:app", UID: "4f7d9c1e-58f4-4f6a-9a53-5b7c4c8b3f10"}
	what := &target.Target{Namespace: "team", Name: "git", UID: "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9", SecretResourceVersion: "48213"}
	body := make([]byte, 1024)
	handler := http.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		record := Of(r.Context())
		record.User, record.Target, record.Upstream = who, what, "https://git.example.com:443"
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write(body)
	}))
	request := httptest.NewRequest(http.MethodGet, "/org/repo.git/info/refs?service=git-upload-pack", nil)
	request.Header.Set("User-Agent", "git/2.43.0")
	for name, serve := range map[string]http.Handler{"bare": handler, "audited": newAuditor(b, discard{}).Wrap(handler)} {
		b.Run(name, func(b *testing.B) {
			w := recorder{header: http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				serve.ServeHTTP(w, request)
			}
		})
	}
}
