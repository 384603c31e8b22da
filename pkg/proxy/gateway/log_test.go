// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"k8s.io/klog/v2"

	"connectors.alauda.io/test/logtest"
)

// Neither what a caller sends nor what a tool is sent is logged or said to the caller, whatever goes wrong.
func TestNoSecretIsShown(t *testing.T) {
	logs := logtest.Capture(t)
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
