// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"context"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"k8s.io/utils/clock"
	clocktesting "k8s.io/utils/clock/testing"

	"connectors.alauda.io/pkg/proxy/access/accesstest"
)

// stepped is a clock that a test moves. What is due runs beside the test: it looks at the clock.
type stepped struct{ *clocktesting.FakeClock }

func newStepped() stepped { return stepped{clocktesting.NewFakeClock(time.Unix(1000, 0))} }

// AfterFunc implements clock.WithDelayedExecution.
func (s stepped) AfterFunc(after time.Duration, do func()) clock.Timer {
	return s.FakeClock.AfterFunc(after, func() { go do() })
}

// held is a tool whose answers begin, and end when they are let go.
type held struct {
	arrived chan struct{}
	release chan struct{}
}

func newHeld() *held {
	return &held{arrived: make(chan struct{}, 10), release: make(chan struct{})}
}

func (h *held) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = io.WriteString(w, "begun ")
	_ = http.NewResponseController(w).Flush()
	h.arrived <- struct{}{}
	select {
	case <-h.release:
		_, _ = io.WriteString(w, "done")
	case <-r.Context().Done():
	}
}

// repeat is a tool that says back what it hears.
func repeat(w http.ResponseWriter, r *http.Request) {
	connection, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer func() { _ = connection.Close() }()
	for {
		kind, message, err := connection.ReadMessage()
		if err != nil || connection.WriteMessage(kind, message) != nil {
			return
		}
	}
}

// A tunnel ends with the right to it, even if nothing happens in it.
func TestTunnelEndsWithThePermission(t *testing.T) {
	clock := newStepped()
	f := newFixture(t, func(f *fixture, _ *Config) { f.clock = clock }, "https://tool.example", "http://tool.example:8080")
	f.listen("tool.example:8080", false, http.HandlerFunc(echo))
	idle := f.connect("tool.example:8080")
	idle.send("GET / HTTP/1.1\r\nHost: tool.example:8080\r\n\r\n")
	if code, _, body := idle.answer(); code != http.StatusOK {
		t.Fatalf("answer %d, %s", code, body)
	}
	silent := f.connect("tool.example:443")
	f.world.ForbidAll()
	clock.Step(time.Minute)
	for name, conn := range map[string]*raw{"idle": idle, "silent": silent} {
		if !conn.ended() {
			t.Errorf("the %s tunnel goes on", name)
		}
	}
	waitFor(t, "both have been recorded", func() bool { return f.modes() == "connect connect tunnel" })
}

// A request that is under way ends with the permission as well, recognizably.
func TestRequestEndsWithThePermission(t *testing.T) {
	clock := newStepped()
	f := newFixture(t, func(f *fixture, _ *Config) { f.clock = clock }, "https://tool.example", "http://tool.example:8080")
	tool := newHeld()
	f.listen("tool.example:443", true, tool)
	f.listen("tool.example:8080", false, tool)
	for _, address := range []string{"https://tool.example", "http://tool.example:8080"} {
		response := begin(t, f.transport(false), address)
		<-tool.arrived
		defer func() { _ = response.Body.Close() }()
		f.world.Change(func(w *accesstest.World) { w.Refused = true })
		clock.Step(time.Minute)
		if body, err := io.ReadAll(response.Body); err == nil {
			t.Errorf("%s: the answer ended in good order: %s", address, body)
		}
		f.world.Change(func(w *accesstest.World) { w.Refused = false })
	}
}

func begin(t *testing.T, transport http.RoundTripper, address string) *http.Response {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := transport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	return response
}

// Told to end, it lets requests and upgraded connections finish, ends idle tunnels and takes no new ones.
func TestShutdown(t *testing.T) {
	f := newFixture(t, nil, "https://tool.example", "http://tool.example:8080")
	tool := newHeld()
	f.listen("tool.example:443", true, tool)
	f.listen("tool.example:8080", false, http.HandlerFunc(repeat))
	idle := f.connect("tool.example:8080")
	idle.send("GET / HTTP/1.1\r\nHost: tool.example:8080\r\n\r\n")
	if code, _, body := idle.answer(); code != http.StatusBadRequest { // of the tool, which wants an upgrade
		t.Fatalf("answer %d, %s", code, body)
	}
	upgraded := f.upgrade(t, "ws://tool.example:8080/")
	var responses []*http.Response
	for _, http2 := range []bool{false, true} {
		response := begin(t, f.transport(http2), "https://tool.example")
		defer func() { _ = response.Body.Close() }()
		<-tool.arrived
		responses = append(responses, response)
	}
	ended := make(chan error, 1)
	go func() { ended <- f.handler.Shutdown(context.WithoutCancel(t.Context())) }()
	if !idle.ended() {
		t.Error("the idle tunnel goes on")
	}
	late := f.dial()
	late.send("CONNECT tool.example:443 HTTP/1.1\r\nHost: x\r\nProxy-Authorization: %s\r\n\r\n", basic("team/tool", token))
	if code, _, body := late.answer(); code != http.StatusServiceUnavailable {
		t.Errorf("a late CONNECT: %d %s", code, body)
	}
	close(tool.release)
	for _, response := range responses {
		if body, err := io.ReadAll(response.Body); err != nil || string(body) != "begun done" {
			t.Errorf("%s: %q, %v", response.Proto, body, err)
		}
	}
	select {
	case err := <-ended:
		t.Errorf("it ended before the upgraded connection: %v", err)
	default:
	}
	expectEcho(t, upgraded)
	_ = upgraded.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// What has not ended in time is cut off, and Shutdown says that it has not.
func TestClose(t *testing.T) {
	f := newFixture(t, nil, "https://tool.example", "http://tool.example:8080")
	tool := newHeld()
	f.listen("tool.example:443", true, tool)
	f.listen("tool.example:8080", false, http.HandlerFunc(repeat))
	upgraded := f.upgrade(t, "ws://tool.example:8080/")
	response := begin(t, f.transport(true), "https://tool.example")
	defer func() { _ = response.Body.Close() }()
	<-tool.arrived
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := f.handler.Shutdown(ctx); err == nil {
		t.Error("it ended in good order")
	}
	if err := f.handler.Close(); err != nil {
		t.Error(err)
	}
	if body, err := io.ReadAll(response.Body); err == nil {
		t.Errorf("the answer ended in good order: %s", body)
	}
	if _, _, err := upgraded.ReadMessage(); err == nil {
		t.Error("the upgraded connection goes on")
	}
	waitFor(t, "all tunnels have ended", func() bool { return f.handler.tunnels.open.TryAcquire(1<<63 - 1) })
}

// upgrade opens a WebSocket through the proxy.
func (f *fixture) upgrade(t *testing.T, address string) *websocket.Conn {
	t.Helper()
	transport := f.transport(false)
	dialer := &websocket.Dialer{Proxy: transport.Proxy, TLSClientConfig: transport.TLSClientConfig, HandshakeTimeout: patience}
	conn, response, err := dialer.DialContext(t.Context(), address, nil)
	if err != nil {
		t.Fatalf("%v: %v", err, response)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return conn
}

func expectEcho(t *testing.T, conn *websocket.Conn) {
	t.Helper()
	if err := conn.WriteMessage(websocket.TextMessage, []byte("hello")); err != nil {
		t.Fatal(err)
	}
	if _, message, err := conn.ReadMessage(); err != nil || string(message) != "hello" {
		t.Errorf("message %q, error %v", message, err)
	}
}
