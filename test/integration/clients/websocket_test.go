// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clients_test

import (
	"bytes"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

func webSocketRows() []row {
	return []row{{name: "WebSocket (`ws`, `wss`)", tool: webSocketTool, use: useWebSocket}}
}

// webSocketTool answers each message with itself.
func webSocketTool(*testing.T, *room) tool {
	return bearerTool(rand.Text(), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		upgrader := websocket.Upgrader{Subprotocols: []string{"echo"}}
		conn, err := upgrader.Upgrade(w, r, http.Header{revealing: r.Header.Values("Authorization")})
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		for {
			kind, message, err := conn.ReadMessage()
			if err != nil || conn.WriteMessage(kind, message) != nil {
				return
			}
		}
	}))
}

func useWebSocket(t *testing.T, w *way) {
	dialer := websocket.Dialer{HandshakeTimeout: programTimeout, Subprotocols: []string{"echo"}}
	header := http.Header{"Authorization": {"Bearer " + fakeToken}}
	if w.token != "" {
		header = http.Header{"Authorization": {"Bearer " + w.token}}
	}
	switch {
	case w.path.forward():
		proxy, err := url.Parse(w.proxy)
		if err != nil {
			t.Fatal(err)
		}
		dialer.Proxy = http.ProxyURL(proxy)
	case w.path != subresource:
		dialer.NetDialContext = w.network.DialContext
	}
	if w.path.secure() {
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(w.trusted(t))
		dialer.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	}
	conn, response, err := dialer.DialContext(t.Context(), strings.Replace(w.url, "http", "ws", 1)+"/socket", header)
	if err != nil {
		t.Fatalf("%v: %v", err, response)
	}
	defer func() { _ = conn.Close() }()
	w.hearHeader(response.Header)
	if conn.Subprotocol() != "echo" {
		t.Errorf("subprotocol %q", conn.Subprotocol())
	}
	if err := conn.SetReadDeadline(time.Now().Add(programTimeout)); err != nil {
		t.Fatal(err)
	}
	for _, sent := range [][]byte{[]byte("hello"), {}, bytes.Repeat([]byte("0123456789"), 100_000)} {
		if err := conn.WriteMessage(websocket.BinaryMessage, sent); err != nil {
			t.Fatal(err)
		}
		if _, got, err := conn.ReadMessage(); err != nil || !bytes.Equal(got, sent) {
			t.Fatalf("%d bytes came back of %d: %v", len(got), len(sent), err)
		}
	}
}
