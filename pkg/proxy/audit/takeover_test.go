// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// newEcho is a WebSocket server that says what it is told.
func newEcho(t *testing.T) *url.URL {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
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
	t.Cleanup(server.Close)
	parsed, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func TestUpgradedConnection(t *testing.T) {
	echo := newEcho(t)
	sink := newCollected(t)
	auditor := newAuditor(t, sink)
	_, front := serve(t, "HTTP/1.1", auditor.Wrap(&httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) { pr.SetURL(echo) }}))
	conn, response, err := websocket.DefaultDialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(front, "http")+"/ws?q=1", nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	const message = 30_000
	if err := conn.WriteMessage(websocket.BinaryMessage, make([]byte, message)); err != nil {
		t.Fatal(err)
	}
	if _, got, err := conn.ReadMessage(); err != nil || len(got) != message {
		t.Fatalf("%d bytes came back: %v", len(got), err)
	}
	select {
	case got := <-sink.lines:
		t.Fatalf("there is a line before the end: %+v", got)
	default:
	}
	_ = conn.Close()
	got := sink.next()
	if got.Status != http.StatusSwitchingProtocols || got.Aborted || got.Path != "/ws" || got.RequestBytes < message || got.ResponseBytes < message {
		t.Errorf("%+v", got)
	}
}

// tunnel answers a CONNECT and serves HTTP inside.
type tunnel struct {
	t      *testing.T
	inside http.Handler
}

func (tn tunnel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		tn.t.Error(err)
		return
	}
	_, _ = io.WriteString(buffered, "HTTP/1.1 200 OK\r\n\r\n")
	if err := buffered.Flush(); err != nil {
		tn.t.Error(err)
	}
	request, err := http.ReadRequest(buffered.Reader)
	if err != nil {
		tn.t.Error(err)
		return
	}
	tn.inside.ServeHTTP(httptest.NewRecorder(), request.WithContext(r.Context()))
	// The connection is still open when the handler has returned.
	go func() {
		_, _ = io.Copy(io.Discard, conn)
		_ = conn.Close()
	}()
}

// A client may begin to speak before it has been told that the tunnel is there.
func TestTunnelAndRequestInside(t *testing.T) {
	const first, later = "GET /inside HTTP/1.1\r\nHost: tool\r\n\r\n", "later"
	sink := newCollected(t)
	auditor := newAuditor(t, sink)
	_, front := serve(t, "HTTP/1.1", auditor.Wrap(tunnel{t, auditor.Wrap(http.NotFoundHandler())}))
	conn, err := net.Dial("tcp", strings.TrimPrefix(front, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := io.WriteString(conn, "CONNECT tool:443 HTTP/1.1\r\nHost: tool:443\r\n\r\n"+first); err != nil {
		t.Fatal(err)
	}
	if _, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil {
		t.Fatal(err)
	}
	if got := sink.next(); got.Mode != ModeTunnel || got.Path != "/inside" || got.Host != "tool" || got.Status != http.StatusNotFound {
		t.Errorf("inside: %+v", got)
	}
	if _, err := io.WriteString(conn, later); err != nil {
		t.Fatal(err)
	}
	_ = conn.Close()
	got := sink.next()
	if got.Mode != ModeConnect || got.Host != "tool:443" || got.Path != "" || got.Status != http.StatusOK || got.Aborted {
		t.Errorf("%+v", got)
	}
	if got.RequestBytes != int64(len(first+later)) || got.ResponseBytes != int64(len("HTTP/1.1 200 OK\r\n\r\n")) {
		t.Errorf("%d bytes in, %d out", got.RequestBytes, got.ResponseBytes)
	}
}

func TestAbsoluteForm(t *testing.T) {
	sink := newCollected(t)
	_, front := serve(t, "HTTP/1.1", newAuditor(t, sink).Wrap(http.NotFoundHandler()))
	proxy, err := url.Parse(front)
	if err != nil {
		t.Fatal(err)
	}
	proxy.User = url.UserPassword("team/git", "canary")
	client := &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(proxy)}}
	defer client.CloseIdleConnections()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://robot:canary@tool.example.com/a?token=canary", nil)
	if err != nil {
		t.Fatal(err)
	}
	ask(t, client, request)
	got := sink.next()
	if got.Mode != ModeForward || got.Host != "tool.example.com" || got.Path != "/a" {
		t.Errorf("%+v", got)
	}
	if line := string(got.Append(nil)); strings.Contains(line, "canary") {
		t.Error(line)
	}
}

// HTTP/2 has connections of which none can be taken over, and authorities that net/http passes on unread.
func TestConnectOverHTTP2(t *testing.T) {
	sink := newCollected(t)
	_, front := serve(t, "h2c", newAuditor(t, sink).Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if _, _, err := http.NewResponseController(w).Hijack(); err == nil {
			t.Error("a stream of HTTP/2 was taken over")
		}
		w.WriteHeader(http.StatusNotImplemented)
	})))
	conn, err := net.Dial("tcp", strings.TrimPrefix(front, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	var header bytes.Buffer
	encoder := hpack.NewEncoder(&header)
	for _, field := range []hpack.HeaderField{
		{Name: ":method", Value: http.MethodConnect}, {Name: ":authority", Value: "robot:canary@tool.example.com:443"},
	} {
		if err := encoder.WriteField(field); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := io.WriteString(conn, http2.ClientPreface); err != nil {
		t.Fatal(err)
	}
	framer := http2.NewFramer(conn, conn)
	if err := framer.WriteSettings(); err != nil {
		t.Fatal(err)
	}
	if err := framer.WriteHeaders(http2.HeadersFrameParam{
		StreamID: 1, BlockFragment: header.Bytes(), EndStream: true, EndHeaders: true,
	}); err != nil {
		t.Fatal(err)
	}
	if got := sink.next(); got.Mode != ModeConnect || got.Host != "tool.example.com:443" || got.Status != http.StatusNotImplemented {
		t.Errorf("%+v", got)
	}
}
