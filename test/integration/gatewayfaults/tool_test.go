// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gatewayfaults

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// newTool starts a tool that ends with the test, whatever is under way.
func newTool(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	tool := httptest.NewUnstartedServer(handler)
	tool.Config.ErrorLog = log.New(io.Discard, "", 0)
	tool.Start()
	t.Cleanup(func() {
		tool.CloseClientConnections()
		tool.Close()
	})
	return tool
}

func fine(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	_, _ = io.WriteString(w, "fine")
}

// hang never answers.
func hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// counted says how many requests a handler has at the moment.
func counted(now *atomic.Int64, handler http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		now.Add(1)
		defer now.Add(-1)
		handler(w, r)
	}
}

// ticking sends a line, or a message at /ws, in every interval for as long as somebody takes them.
func ticking(interval time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		tick := time.NewTicker(interval)
		defer tick.Stop()
		if r.URL.Path == "/ws" {
			sendMessages(w, r, tick)
			return
		}
		w.Header().Set("Content-Type", "text/plain")
		if r.URL.Path == "/sized" {
			w.Header().Set("Content-Length", "1000000")
		}
		for i := 0; ; i++ {
			if _, err := fmt.Fprintf(w, "line %d\n", i); err != nil {
				return
			}
			_ = http.NewResponseController(w).Flush()
			select {
			case <-tick.C:
			case <-r.Context().Done():
				return
			}
		}
	}
}

func sendMessages(w http.ResponseWriter, r *http.Request, tick *time.Ticker) {
	conn, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer func() { _ = conn.Close() }()
	for i := 0; ; i++ {
		if conn.WriteMessage(websocket.TextMessage, fmt.Appendf(nil, "line %d\n", i)) != nil {
			return
		}
		<-tick.C
	}
}

// listen serves what net/http would not speak to everybody who sends the header of a request, and returns its URL.
func listen(t *testing.T, serve func(net.Conn)) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					serve(conn)
				}
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}

func sayer(text string) func(net.Conn) {
	return func(conn net.Conn) { _, _ = io.WriteString(conn, text) }
}
