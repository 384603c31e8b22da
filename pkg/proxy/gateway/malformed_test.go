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
	"time"

	"connectors.alauda.io/pkg/proxy/inbound"
)

// What is not one request, or not surely the same request for everybody, reaches no tool.
func TestMalformedRequests(t *testing.T) {
	const head = "Host: c-tool.team.svc\r\nAuthorization: Bearer " + token + "\r\n"
	for _, tt := range []struct {
		name, raw string
		code      int
	}{
		{"two lengths", "POST / HTTP/1.1\r\n" + head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400},
		{"a length that is none", "POST / HTTP/1.1\r\n" + head + "Content-Length: -1\r\n\r\n", 400},
		{"an unknown encoding", "POST / HTTP/1.1\r\n" + head + "Transfer-Encoding: gzip\r\n\r\n", 501},
		{"a doubled encoding", "POST / HTTP/1.1\r\n" + head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 501},
		{"two hosts", "GET / HTTP/1.1\r\n" + head + "Host: c-other.team.svc\r\n\r\n", 400},
		{"no host", "GET / HTTP/1.1\r\nAuthorization: Bearer " + token + "\r\n\r\n", 400},
		{"two tokens", "GET / HTTP/1.1\r\n" + head + "Authorization: Bearer other\r\n\r\n", 401},
		{"a blank before the colon", "GET / HTTP/1.1\r\n" + head + "X-A : b\r\n\r\n", 400},
		{"a control character", "GET / HTTP/1.1\r\n" + head + "X-A: b\x00\r\n\r\n", 400},
		{"a target with a blank", "GET /a b HTTP/1.1\r\n" + head + "\r\n", 400},
		{"another protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n", 400},
		{"a version to come", "GET / HTTP/3.0\r\n" + head + "\r\n", 505},
		{"OPTIONS *", "OPTIONS * HTTP/1.1\r\n" + head + "\r\n", 400},
		{"a large header", "GET / HTTP/1.1\r\n" + head + "X-A: " + strings.Repeat("b", inbound.MaxHeaderBytes+8192) + "\r\n\r\n", 431},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				t.Errorf("a request reached the tool: %s %s", r.Method, r.URL)
			}))
			connection, err := net.Dial("tcp", f.address)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = connection.Close() })
			_ = connection.SetDeadline(time.Now().Add(time.Minute))
			// A server that has read enough may answer and close before the end is written: the answer can be read all the same.
			_, _ = io.WriteString(connection, tt.raw)
			res, err := http.ReadResponse(bufio.NewReader(connection), nil)
			if err != nil || res.StatusCode != tt.code {
				t.Fatalf("answer %v, %v; want %d", res, err, tt.code)
			}
		})
	}
}

// With a length and an encoding the encoding counts, and the tool is told of it alone.
func TestLengthBesideEncoding(t *testing.T) {
	f := newFixture(t, http.HandlerFunc(echo))
	connection, err := net.Dial("tcp", f.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	_ = connection.SetDeadline(time.Now().Add(time.Minute))
	_, _ = io.WriteString(connection, "POST / HTTP/1.1\r\nHost: c-tool.team.svc\r\nAuthorization: Bearer "+token+
		"\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: c-tool.team.svc\r\n\r\n")
	reader := bufio.NewReader(connection)
	res, err := http.ReadResponse(reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(res.Body)
	if text := string(body); res.StatusCode == http.StatusOK && (strings.Contains(text, "Content-Length") || strings.Contains(text, "smuggled")) {
		t.Errorf("the tool got %s", text)
	}
	// What follows is a request of its own, or nothing: it never has the token of the first.
	if next, err := http.ReadResponse(reader, nil); err == nil && next.StatusCode != http.StatusUnauthorized {
		t.Errorf("what follows was answered %d", next.StatusCode)
	}
}
