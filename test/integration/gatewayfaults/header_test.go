// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gatewayfaults

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// Requests that two servers could read in two ways are refused, and none is more than one for the tool.
func TestHeadersThatAreRefused(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	var arrived atomic.Int64
	connector := r.connect(t, newTool(t, func(w http.ResponseWriter, r *http.Request) {
		arrived.Add(1)
		fine(w, r)
	}).URL)
	const smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
	filler := strings.Repeat("x", 1<<10)
	for _, test := range []struct {
		name, headers, body string
		code                int
	}{
		{"60 KiB of header", strings.Repeat("X-Filler: "+filler+"\r\n", 59), "", http.StatusOK},
		{"one header of 70 KiB", "X-Filler: " + strings.Repeat(filler, 70) + "\r\n", "", http.StatusRequestHeaderFieldsTooLarge},
		{"70 KiB of small headers", strings.Repeat("X: y\r\n", 12<<10), "", http.StatusRequestHeaderFieldsTooLarge},
		{"two lengths", "Content-Length: 1\r\nContent-Length: 2\r\n", "ab", http.StatusBadRequest},
		{"a length that is none", "Content-Length: -1\r\n", "", http.StatusBadRequest},
		{"a length with a sign", "Content-Length: +1\r\n", "a", http.StatusBadRequest},
		// The length does not count, and goes no further: RFC 9112, section 6.3.
		{"a length and chunks", "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + smuggled, http.StatusOK},
		{"an encoding that nobody knows", "Transfer-Encoding: xchunked\r\n", "0\r\n\r\n", http.StatusNotImplemented},
		{"two encodings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n", http.StatusNotImplemented},
		{"two hosts", "Host: b\r\n", "", http.StatusBadRequest},
		{"a folded line", "X-Folded: a\r\n b: c\r\n", "", http.StatusOK},
		{"a blank before the colon", "X-Blank : a\r\n", "", http.StatusBadRequest},
		{"a NUL in a value", "X-Nul: a\x00b\r\n", "", http.StatusBadRequest},
		{"a bare CR in a value", "X-Return: a\rb\r\n", "", http.StatusBadRequest},
		{"another Authorization", "Authorization: Bearer other\r\n", "", http.StatusUnauthorized},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := arrived.Load()
			code, text := r.sendRaw(t, connector, test.headers, test.body)
			if code != test.code {
				t.Errorf("answer %d, want %d: %s", code, test.code, text)
			}
			wanted := int64(0)
			if test.code == http.StatusOK {
				wanted = 1
			}
			if got := arrived.Load() - before; got != wanted {
				t.Errorf("%d requests arrived at the tool, want %d", got, wanted)
			}
		})
	}
}

// sendRaw sends a request with these lines in its header, and returns what comes back until the connection ends.
func (r room) sendRaw(t *testing.T, connector, headers, body string) (code int, text string) {
	t.Helper()
	conn := first.dial(t)
	go func() {
		_, _ = fmt.Fprintf(conn, "POST %s/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer %s\r\n%s\r\n%s",
			r.pathOf(connector), r.token, headers, body)
	}()
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	answered, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	r.expectWithoutSecrets(t, "an error page", answered)
	return response.StatusCode, string(answered)
}

// Clients that send a header byte by byte, or none at all, are cut off, and hinder nobody before.
func TestSlowHeadersAreCutOff(t *testing.T) {
	t.Parallel()
	const (
		clients = 200
		// late is well before these clients would give up themselves.
		late = callTimeout - 30*time.Second
	)
	r := newRoom(t)
	connector := r.connect(t, newTool(t, fine).URL)
	begun := time.Now()
	ends := make(chan error, clients)
	for i := range clients {
		conn := first.dial(t)
		go func() {
			tick := time.NewTicker(200 * time.Millisecond)
			defer tick.Stop()
			text := "GET / HTTP/1.1\r\nHost: a\r\nX-Filler: " + strings.Repeat("x", 1<<10)
			for at := range text {
				if i%2 == 1 {
					break // says nothing
				}
				if _, err := io.WriteString(conn, text[at:at+1]); err != nil {
					break
				}
				<-tick.C
			}
			_, err := io.Copy(io.Discard, conn)
			ends <- err
		}()
	}
	client := newClient(t, http1)
	for open := clients; open > 0; {
		select {
		case <-ends:
			open--
		default:
			ctx, cancel := context.WithTimeout(t.Context(), mannersTimeout)
			if err := r.expect(ctx, client, first, connector, http.StatusOK); err != nil {
				t.Errorf("a client with manners: %v", err)
			}
			cancel()
		}
		if took := time.Since(begun); took > late {
			t.Fatalf("%d connections are still open after %s", open, took)
		}
	}
}
