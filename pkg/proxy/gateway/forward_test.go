// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

func TestForwards(t *testing.T) {
	f := newFixture(t, http.HandlerFunc(echo))
	const byPath = "/namespaces/team/connectors/tool"
	for _, tt := range []struct {
		name, method, host, target, want string
	}{
		{"by host", "GET", "c-tool.team.svc.cluster.local", "/a?b", "GET /a?b "},
		{"by host in upper case with a port", "GET", "C-TOOL.team.SVC.:8080", "/", "GET / "},
		{"by path", "GET", "", byPath + "/a?b", "GET /a?b "},
		{"by path, nothing below", "GET", "", byPath, "GET / "},
		{"by path under another host", "GET", "proxy.example.com", byPath + "/a", "GET /a "},
		{"by both", "GET", "c-tool.team.svc", byPath + "/a", "GET /a "},
		{"by a hashed host", "GET", hashedHost(), "/a", "GET /a "},
		{"by path with dots", "GET", "", "/namespaces/team/connectors/git.example.com/a", "GET /a "},
		{"bytes of the path", "GET", "", byPath + "/a%2Fb//c%20d;e=%41+f/", "GET /a%2Fb//c%20d;e=%41+f/ "},
		{"bytes of the query", "GET", "c-tool.team.svc", "/a?z=1&a=%2f;x&&dryRun=All&path=q", "GET /a?z=1&a=%2f;x&&dryRun=All&path=q "},
		{"post", "POST", "c-tool.team.svc", "/a", "POST /a "},
		{"head", "HEAD", "c-tool.team.svc", "/a", ""},
		{"options", "OPTIONS", "c-tool.team.svc", "/a", "OPTIONS /a "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			res, body := f.do(f.request(tt.method, tt.host, tt.target))
			if res.StatusCode != http.StatusOK || !strings.HasPrefix(body, tt.want) {
				t.Fatalf("answer %d, %q; want the tool to get %q", res.StatusCode, body, tt.want)
			}
			if tt.want != "" && !strings.Contains(body, "Authorization: Bearer "+credential) {
				t.Errorf("the tool got no credential: %s", body)
			}
		})
	}
}

// Whatever form the caller's token has, and wherever else it puts it, the tool does not get it.
func TestTokenStaysHere(t *testing.T) {
	f := newFixture(t, http.HandlerFunc(echo))
	for name, change := range map[string]func(*http.Request){
		"bearer": func(*http.Request) {},
		"basic":  func(r *http.Request) { r.SetBasicAuth("git", token) },
		"elsewhere as well": func(r *http.Request) {
			r.Header["Proxy-Authorization"] = []string{"Bearer " + token}
			r.Header["Proxy_Authorization"] = []string{"Bearer " + token}
			r.Header["X-Remote-User"] = []string{token}
			r.Header["Impersonate-User"] = []string{token}
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := f.request(http.MethodPost, "c-tool.team.svc", "/a")
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader("body")), int64(len("body"))
			change(r)
			res, body := f.do(r)
			if res.StatusCode != http.StatusOK || !strings.HasSuffix(body, "body") {
				t.Fatalf("answer %d: %s", res.StatusCode, body)
			}
			refuseCanaries(t, "what the tool got", strings.ReplaceAll(body, credential, ""))
		})
	}
}

// What leads back to the tool leads back through us, in the form that the client used.
func TestLocationsAndCookiesLeadBack(t *testing.T) {
	f := newFixture(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "http://"+r.Host+"/next")
		w.Header().Set("Set-Cookie", "a=b; Path=/; Domain=tool.example.com")
		w.Header().Set("WWW-Authenticate", `Bearer realm="https://elsewhere.example.com"`)
		w.WriteHeader(http.StatusFound)
	}))
	for _, tt := range []struct{ host, path, location, cookie string }{
		{"c-tool.team.svc", "/a", "/next", "a=b; Path=/"},
		{"", "/namespaces/team/connectors/tool/a", "/namespaces/team/connectors/tool/next", "a=b; Path=/namespaces/team/connectors/tool/"},
	} {
		res, _ := f.do(f.request(http.MethodGet, tt.host, tt.path))
		if res.StatusCode != http.StatusFound || res.Header.Get("Location") != tt.location ||
			res.Header.Get("Set-Cookie") != tt.cookie || res.Header.Get("WWW-Authenticate") != "" {
			t.Errorf("%s%s: answer %d, %v", tt.host, tt.path, res.StatusCode, res.Header)
		}
	}
}

func TestHTTP2WithPriorKnowledge(t *testing.T) {
	f := newFixture(t, http.HandlerFunc(echo))
	var protocols http.Protocols
	protocols.SetUnencryptedHTTP2(true)
	transport := &http.Transport{Protocols: &protocols}
	t.Cleanup(transport.CloseIdleConnections)
	res, err := transport.RoundTrip(f.request(http.MethodGet, "c-tool.team.svc", "/a%2Fb"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.ProtoMajor != 2 || !strings.HasPrefix(string(body), "GET /a%2Fb ") {
		t.Errorf("%s, answer %d, %q, error %v", res.Proto, res.StatusCode, body, err)
	}
}

// An upgrade needs create besides get, and then is a tunnel.
func TestUpgrade(t *testing.T) {
	f := newFixture(t, http.HandlerFunc(repeat))
	dial := func() (*websocket.Conn, *http.Response, error) {
		dialer := &websocket.Dialer{HandshakeTimeout: time.Minute}
		header := http.Header{"Authorization": {"Bearer " + token}}
		return dialer.DialContext(t.Context(), "ws://"+f.address+"/namespaces/team/connectors/tool/ws", header)
	}
	connection, _, err := dial()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	if err := connection.WriteMessage(websocket.TextMessage, []byte("hello")); err != nil {
		t.Fatal(err)
	}
	if _, message, err := connection.ReadMessage(); err != nil || string(message) != "hello" {
		t.Errorf("message %q, error %v", message, err)
	}
	f.world.ForbidAll()
	f.world.Allow("get connectors team/*", "get connectors/proxy team/*")
	_, res, err := dial()
	if err == nil || res == nil || res.StatusCode != http.StatusForbidden {
		t.Errorf("an upgrade without the right to create: %v, %v", res, err)
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
		if err != nil {
			return
		}
		if err := connection.WriteMessage(kind, message); err != nil {
			return
		}
	}
}
