// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
	"k8s.io/streaming/pkg/httpstream"
	"k8s.io/streaming/pkg/httpstream/spdy"
)

// echoWebSocket sends back every message, after one that says what the handshake carried.
func echoWebSocket(w http.ResponseWriter, r *http.Request) {
	upgrader := websocket.Upgrader{Subprotocols: []string{"chat"}, CheckOrigin: func(*http.Request) bool { return true }}
	headers := http.Header{"X-Reflected": {r.Header.Get("Authorization")}, "Set-Cookie": {"a=b"}, "X-Kept": {"yes"}}
	conn, err := upgrader.Upgrade(w, r, headers)
	if err != nil {
		return
	}
	defer func() { _ = conn.Close() }()
	hello := fmt.Sprintf("%s auth=%q protocols=%q", r.RequestURI, r.Header.Get("Authorization"), r.Header.Get("Sec-Websocket-Protocol"))
	if conn.WriteMessage(websocket.TextMessage, []byte(hello)) != nil {
		return
	}
	for {
		kind, message, err := conn.ReadMessage()
		if err != nil || conn.WriteMessage(kind, message) != nil {
			return
		}
	}
}

func echoSPDY(w http.ResponseWriter, r *http.Request) {
	hello := "auth=" + r.Header.Get("Authorization")
	conn := spdy.NewResponseUpgrader().UpgradeResponse(w, r, func(stream httpstream.Stream, _ <-chan struct{}) error {
		go func() {
			_, _ = io.WriteString(stream, hello+"\n")
			_, _ = io.Copy(stream, stream)
			_ = stream.Close()
		}()
		return nil
	})
	if conn != nil {
		<-conn.CloseChan()
	}
}

// upgradeFixtures are the ways that an upgrade takes to a tool, which itself is there in clear text and over TLS.
func upgradeFixtures(t *testing.T, tool http.HandlerFunc) map[string]*fixture {
	fixtures := map[string]*fixture{}
	for _, scheme := range []string{"http", "https"} {
		for _, aggregated := range []bool{false, true} {
			plain := startServer(t, tool)
			secure, roots := startTLS(t, tool)
			address := plain.URL
			if scheme == "https" {
				address = secure.URL
			}
			f := newFixture(t, address, bearer())
			f.target.Roots, f.target.RootsID = roots, "test"
			f.subresource = true
			if aggregated {
				f.aggregate()
			}
			fixtures[fmt.Sprintf("%s tool, aggregated=%t", scheme, aggregated)] = f
		}
	}
	return fixtures
}

func (f *fixture) tlsConfig() *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if of := f.client.Transport.(*http.Transport).TLSClientConfig; of != nil {
		config.RootCAs = of.RootCAs
	}
	return config
}

func TestWebSocket(t *testing.T) {
	const token = "base64url.bearer.authorization.k8s.io.c2VjcmV0"
	for name, f := range upgradeFixtures(t, echoWebSocket) {
		t.Run(name, func(t *testing.T) {
			dialer := websocket.Dialer{Subprotocols: []string{token, "chat"}, TLSClientConfig: f.tlsConfig()}
			address := strings.Replace(f.front.URL, "http", "ws", 1) + publicPath + "/ws?a=b"
			conn, res, err := dialer.DialContext(t.Context(), address, http.Header{"Authorization": {"Bearer client"}})
			if err != nil {
				t.Fatalf("%v: %+v", err, res)
			}
			defer func() { _ = conn.Close() }()
			_, hello, err := conn.ReadMessage()
			want := fmt.Sprintf("/ws?a=b auth=%q protocols=%q", "Bearer "+canary, "chat")
			if err != nil || string(hello) != want {
				t.Errorf("the tool saw %s, want %s (%v)", hello, want, err)
			}
			for i := range 100 {
				message := fmt.Sprintf("message %d", i)
				if err := conn.WriteMessage(websocket.TextMessage, []byte(message)); err != nil {
					t.Fatal(err)
				}
				if _, got, err := conn.ReadMessage(); err != nil || string(got) != message {
					t.Fatalf("%q, %v", got, err)
				}
			}
			if res.Header.Get("Set-Cookie") != "" || res.Header.Get("X-Kept") != "yes" || conn.Subprotocol() != "chat" {
				t.Errorf("handshake %v", res.Header)
			}
			refuseCanary(t, "handshake", fmt.Sprint(res.Header))
		})
	}
}

func TestSPDY(t *testing.T) {
	for name, f := range upgradeFixtures(t, echoSPDY) {
		t.Run(name, func(t *testing.T) {
			client, err := spdy.NewRoundTripper(f.tlsConfig())
			if err != nil {
				t.Fatal(err)
			}
			res, err := client.RoundTrip(f.request(http.MethodPost, "/exec", nil))
			if err != nil {
				t.Fatal(err)
			}
			conn, err := client.NewConnection(res)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			stream, err := conn.CreateStream(http.Header{"Streamtype": {"stdin"}})
			if err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewReader(stream)
			if hello, err := lines.ReadString('\n'); err != nil || hello != "auth=Bearer "+canary+"\n" {
				t.Errorf("%q, %v", hello, err)
			}
			big := strings.Repeat("x", 1<<20)
			go func() { _, _ = io.WriteString(stream, big); _ = stream.Close() }()
			if echoed, err := io.ReadAll(lines); err != nil || string(echoed) != big {
				t.Errorf("%d bytes came back, %v", len(echoed), err)
			}
		})
	}
}

func TestRefusedUpgrade(t *testing.T) {
	refusing := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Www-Authenticate", "Basic")
		http.Error(w, "not you", http.StatusForbidden)
	}
	for name, f := range upgradeFixtures(t, refusing) {
		t.Run(name, func(t *testing.T) {
			res, err := f.upgrade("websocket")
			if err != nil {
				t.Fatal(err)
			}
			if body := readAll(t, res.Body); res.StatusCode != http.StatusForbidden || body != "not you\n" || res.Header.Get("Www-Authenticate") != "" {
				t.Errorf("%d %q %v", res.StatusCode, body, res.Header)
			}
		})
	}
}

func TestRedirectedUpgrade(t *testing.T) {
	tool := func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/x", http.StatusFound) }
	for name, f := range upgradeFixtures(t, tool) {
		t.Run(name, func(t *testing.T) {
			res, err := f.upgrade("websocket")
			if err != nil {
				t.Fatal(err)
			}
			wantStatus(t, res, http.StatusBadGateway, "RedirectRefused")
		})
	}
}

// upgrade asks for a protocol on a connection of its own.
func (f *fixture) upgrade(protocol string) (*http.Response, error) {
	f.t.Helper()
	var conn net.Conn
	var err error
	address := f.front.Listener.Addr().String()
	if strings.HasPrefix(f.front.URL, "https") {
		config := f.tlsConfig()
		config.ServerName = "example.com"
		conn, err = tls.Dial("tcp", address, config)
	} else {
		conn, err = net.Dial("tcp", address)
	}
	if err != nil {
		return nil, err
	}
	f.t.Cleanup(func() { _ = conn.Close() })
	_, err = fmt.Fprintf(conn, "GET %s/ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: %s\r\n\r\n", publicPath, protocol)
	if err != nil {
		return nil, err
	}
	return http.ReadResponse(bufio.NewReader(conn), nil)
}

func TestUpgradesToHTTPAreIgnored(t *testing.T) {
	for _, protocol := range []string{"h2c", "HTTP/2.0", "TLS/1.2", "websocket, h2c"} {
		t.Run(protocol, func(t *testing.T) {
			seen := make(chan sent, 1)
			f := newFixture(t, startServer(t, record(seen)).URL, bearer())
			f.subresource = true
			res, err := f.upgrade(protocol)
			if err != nil || res.StatusCode != http.StatusOK {
				t.Errorf("%v, %v", res, err)
			}
			if got := <-seen; got.Headers.Get("Upgrade") != "" || got.Headers.Get("Connection") != "" {
				t.Errorf("the tool saw %v", got.Headers)
			}
		})
	}
}

func TestUnexpectedUpgrades(t *testing.T) {
	tests := []struct{ name, answer string }{
		{"another protocol", "HTTP/1.1 101 S\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"},
		{"no protocol", "HTTP/1.1 101 S\r\n\r\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t, serveRaw(t, answering(tt.answer)), bearer())
			f.subresource = true
			res, err := f.upgrade("websocket")
			if err != nil {
				t.Fatal(err)
			}
			if res.StatusCode != http.StatusBadGateway {
				t.Errorf("status %d", res.StatusCode)
			}
		})
	}
}

// The status line of a 101 is written with the tool's words by ReverseProxy, and its hop-by-hop headers stay.
func TestUpgradeAnswerIsCleaned(t *testing.T) {
	f := newFixture(t, serveRaw(t, answering("HTTP/1.1 101 "+canary+"\r\nConnection: upgrade, X-Hop\r\nX-Hop: a\r\nUpgrade: x\r\n"+
		"Proxy-Authenticate: Basic\r\nKeep-Alive: 1\r\nX-Kept: b\r\n\r\nbytes")), bearer())
	f.subresource = true
	res, err := f.upgrade("x")
	if err != nil {
		t.Fatal(err)
	}
	refuseCanary(t, "status line", res.Status)
	for _, name := range []string{"X-Hop", "Proxy-Authenticate", "Keep-Alive"} {
		if res.Header.Get(name) != "" {
			t.Errorf("%s is %q", name, res.Header.Get(name))
		}
	}
	if res.Header.Get("X-Kept") != "b" || res.Header.Get("Connection") != "Upgrade" {
		t.Errorf("headers %v", res.Header)
	}
}
