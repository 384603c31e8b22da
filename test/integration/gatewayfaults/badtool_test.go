// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gatewayfaults

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// A tool that misbehaves is answered for in its place, with a code that says whose fault it was, and soon.
func TestToolsThatMisbehave(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	hanging := make(chan struct{})
	t.Cleanup(func() { close(hanging) })
	filler := strings.Repeat("x", 8<<10) // so that there is too much of it well before the time is over
	for _, test := range []struct {
		name string
		tool func(net.Conn)
		code int
	}{
		{"closes at once", func(net.Conn) {}, http.StatusBadGateway},
		{"resets", func(c net.Conn) { _ = c.(*net.TCPConn).SetLinger(0) }, http.StatusBadGateway},
		{"answers half a header", sayer("HTTP/1.1 200 OK\r\nContent-Ty"), http.StatusBadGateway},
		{"answers nonsense", sayer("nonsense\r\n\r\n"), http.StatusBadGateway},
		{"answers with two lengths", sayer("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"), http.StatusBadGateway},
		{"answers with more than 1 MiB of header", header(1<<20 + 1<<10), http.StatusBadGateway},
		{"answers with an endless header", header(1 << 40), http.StatusBadGateway},
		{"answers with 100 Continue for ever", repeat("HTTP/1.1 100 Continue\r\nX-Filler: " + filler + "\r\n\r\n"), http.StatusBadGateway},
		{"switches protocols unasked", sayer("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"), http.StatusBadGateway},
		{"never answers", func(net.Conn) { <-hanging }, http.StatusGatewayTimeout},
		{"never ends its header", func(c net.Conn) { sayer("HTTP/1.1 200 OK\r\n")(c); <-hanging }, http.StatusGatewayTimeout},
		{"sends its header byte by byte", trickle(hanging), http.StatusGatewayTimeout},
	} {
		t.Run(test.name, func(t *testing.T) {
			connector := r.connect(t, listen(t, test.tool))
			for _, version := range []string{http1, h2c} {
				begun := time.Now()
				if err := r.expect(t.Context(), newClient(t, version), first, connector, test.code); err != nil {
					t.Errorf("%s: %v", version, err)
				}
				if took := time.Since(begun); took > headerTimeout+time.Minute {
					t.Errorf("%s: it took %s", version, took)
				}
			}
		})
	}
}

// header answers with a header of a size in bytes.
func header(size int) func(net.Conn) {
	line := append([]byte("X-Filler: "), bytes.Repeat([]byte("x"), 1<<10)...)
	line = append(line, "\r\n"...)
	return func(conn net.Conn) {
		sayer("HTTP/1.1 200 OK\r\n")(conn)
		for sent := 0; sent < size; sent += len(line) {
			if _, err := conn.Write(line); err != nil {
				return
			}
		}
		sayer("\r\n")(conn)
	}
}

func repeat(text string) func(net.Conn) {
	return func(conn net.Conn) {
		for {
			if _, err := io.WriteString(conn, text); err != nil {
				return
			}
		}
	}
}

func trickle(until <-chan struct{}) func(net.Conn) {
	return func(conn net.Conn) {
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		sayer("HTTP/1.1 200 OK\r\nX-Filler: ")(conn)
		for {
			select {
			case <-tick.C:
			case <-until:
				return
			}
			if _, err := io.WriteString(conn, "x"); err != nil {
				return
			}
		}
	}
}

// A tool that breaks off in the middle of an answer does not look like one that has finished.
func TestBrokenAnswersLookBroken(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	const begun = "the first half"
	for _, test := range []struct {
		name, answer string
		reset        bool
	}{
		{"of known length", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + begun, false},
		{"in chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\ne\r\n" + begun + "\r\n", false},
		{"in the middle of a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" + begun, false},
		{"before the last line of chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\ne\r\n" + begun + "\r\n0\r\n", false},
		{"until the end of the connection, which is reset", "HTTP/1.1 200 OK\r\n\r\n" + begun, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			read := make(chan struct{})
			connector := r.connect(t, listen(t, func(conn net.Conn) {
				sayer(test.answer)(conn)
				if test.reset {
					// A reset throws away what has not been read yet.
					<-read
					_ = conn.(*net.TCPConn).SetLinger(0)
				}
			}))
			for _, version := range []string{http1, h2c} {
				response, err := r.open(t.Context(), newClient(t, version), first, connector, "/")
				if err != nil {
					continue // it broke off before anything was passed on
				}
				if test.reset {
					if _, err := io.ReadFull(response.Body, make([]byte, len(begun))); err != nil {
						t.Errorf("%s: %v", version, err)
					}
					read <- struct{}{}
				}
				if rest, err := io.ReadAll(response.Body); err == nil {
					t.Errorf("%s: the answer ended well, after %q", version, rest)
				}
				_ = response.Body.Close()
			}
		})
	}
}
