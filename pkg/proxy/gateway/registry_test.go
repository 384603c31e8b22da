// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// A registry client asks whether it may come in before it names a repository.
func TestPing(t *testing.T) {
	f := newFixture(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the tool was asked") }))
	for _, tt := range []struct{ name, method, path, want string }{
		{"GET", "GET", "/v2/", "{}"},
		{"without the slash", "GET", "/v2", "{}"},
		{"HEAD", "HEAD", "/v2/", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			res, body := f.do(f.request(tt.method, "proxy.example.com", tt.path))
			if res.StatusCode != http.StatusOK || body != tt.want || res.Header.Get("Docker-Distribution-Api-Version") != "registry/2.0" {
				t.Errorf("answer %d, %v, %q", res.StatusCode, res.Header, body)
			}
		})
	}
}

// Repositories of a registry are below /v2, with the name of the Connector before theirs.
func TestRegistryPaths(t *testing.T) {
	f := newFixture(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "http://"+r.Host+"/v2/team/app/blobs/uploads/1?_state=x%2By")
		_, _ = io.WriteString(w, r.URL.RequestURI())
	}))
	const public = "/v2/namespaces/team/connectors/tool"
	res, body := f.do(f.request(http.MethodPost, "proxy.example.com", public+"/team/app/blobs/uploads/?mount=a"))
	if body != "/v2/team/app/blobs/uploads/?mount=a" || res.Header.Get("Location") != public+"/team/app/blobs/uploads/1?_state=x%2By" {
		t.Errorf("the tool was asked for %s, and the client sent to %s", body, res.Header.Get("Location"))
	}
}

// Requests for a forward proxy are given to it as they came.
func TestForwardRequests(t *testing.T) {
	f := newFixture(t, http.HandlerFunc(echo))
	for _, tt := range []struct{ name, line, want string }{
		{"CONNECT", "CONNECT tool.example.com:443 HTTP/1.1\r\nHost: tool.example.com:443", "CONNECT //tool.example.com:443"},
		{"absolute form", "GET http://tool.example.com/a HTTP/1.1\r\nHost: c-tool.team.svc", "GET http://tool.example.com/a"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			connection, err := net.Dial("tcp", f.address)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = connection.Close() })
			if _, err := io.WriteString(connection, tt.line+"\r\n\r\n"); err != nil {
				t.Fatal(err)
			}
			res, err := http.ReadResponse(bufio.NewReader(connection), nil)
			if err != nil {
				t.Fatal(err)
			}
			body := make([]byte, len(tt.want))
			if _, err := io.ReadFull(res.Body, body); err != nil || res.StatusCode != http.StatusAccepted || !strings.HasPrefix(string(body), tt.want) {
				t.Errorf("answer %d, %q, %v", res.StatusCode, body, err)
			}
		})
	}
}
