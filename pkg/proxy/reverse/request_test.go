// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"connectors.alauda.io/pkg/target"
)

// sent is a request as a tool saw it.
type sent struct {
	Method, URI, Host, Body string
	Headers                 http.Header
	Trailers                http.Header
}

// record answers every request with 200 and passes on what it saw.
func record(seen chan<- sent) http.HandlerFunc {
	return func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		seen <- sent{r.Method, r.RequestURI, r.Host, string(body), r.Header, r.Trailer}
	}
}

func TestRequestReachesTheTool(t *testing.T) {
	seen := make(chan sent, 1)
	tool := startServer(t, record(seen))
	host := strings.TrimPrefix(tool.URL, "http://")
	tests := []struct {
		name, prefix string
		credential   target.InjectorInput
		method, path string
		body         string
		want         sent
	}{
		{"root", "", none(), "GET", "/", "", sent{Method: "GET", URI: "/"}},
		{"no slash", "", none(), "GET", "", "", sent{Method: "GET", URI: "/"}},
		{"prefix", "/base", none(), "GET", "/a", "", sent{Method: "GET", URI: "/base/a"}},
		{"prefix, no slash", "/base", none(), "GET", "", "", sent{Method: "GET", URI: "/base"}},
		{"prefix with slash, no slash", "/base/", none(), "GET", "", "", sent{Method: "GET", URI: "/base/"}},
		{"trailing slash", "/base/", none(), "GET", "/a/", "", sent{Method: "GET", URI: "/base/a/"}},
		{"escapes and slashes", "", none(), "GET", "/a%2Fb//c%20d/%c3%a4", "", sent{Method: "GET", URI: "/a%2Fb//c%20d/%c3%a4"}},
		{"query bytes", "", none(), "GET", "/a?b=%2f&a=1;2&dryRun=All&b", "", sent{Method: "GET", URI: "/a?b=%2f&a=1;2&dryRun=All&b"}},
		{"bad escape in query", "", none(), "GET", "/a?b=%zz", "", sent{Method: "GET", URI: "/a?b=%zz"}},
		{"post", "", none(), "POST", "/a", "hello", sent{Method: "POST", URI: "/a", Body: "hello"}},
		{"put", "", none(), "PUT", "/a", "hello", sent{Method: "PUT", URI: "/a", Body: "hello"}},
		{"patch", "", none(), "PATCH", "/a", "hello", sent{Method: "PATCH", URI: "/a", Body: "hello"}},
		{"delete", "", none(), "DELETE", "/a", "", sent{Method: "DELETE", URI: "/a"}},
		{"options", "", none(), "OPTIONS", "/a", "", sent{Method: "OPTIONS", URI: "/a"}},
		{"WebDAV", "", none(), "PROPFIND", "/a", "<x/>", sent{Method: "PROPFIND", URI: "/a", Body: "<x/>"}},
		{"head", "", none(), "HEAD", "/a", "", sent{Method: "HEAD", URI: "/a"}},
		{"bearer", "", bearer(), "GET", "/", "", sent{Method: "GET", URI: "/", Headers: http.Header{"Authorization": {"Bearer " + canary}}}},
		{
			"basic", "", basic(), "GET", "/", "",
			sent{Method: "GET", URI: "/", Headers: http.Header{"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte("robot:"+canary))}}},
		},
		{"in the query", "", inQuery(), "GET", "/?a=b&private_token=mine", "", sent{Method: "GET", URI: "/?a=b&private_token=" + canary}},
	}
	for _, subresource := range []bool{false, true} {
		for _, tt := range tests {
			t.Run(fmt.Sprintf("subresource=%t/%s", subresource, tt.name), func(t *testing.T) {
				f := newFixture(t, tool.URL+tt.prefix, tt.credential)
				f.subresource = subresource
				req := f.request(tt.method, tt.path, strings.NewReader(tt.body))
				req.Header.Set("Accept-Encoding", "identity")
				req.Header.Set("User-Agent", "")
				if res := f.do(req); res.StatusCode != http.StatusOK {
					t.Fatalf("status %d: %s", res.StatusCode, readAll(t, res.Body))
				}
				got := <-seen
				got.Headers.Del("Content-Length")
				got.Headers.Del("Accept-Encoding")
				tt.want.Host = host
				if tt.want.Headers == nil {
					tt.want.Headers = http.Header{}
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("the tool saw (-want +got):\n%s", diff)
				}
			})
		}
	}
}

func TestRequestHeadersThatNeverReachTheTool(t *testing.T) {
	withheld := []string{
		"Authorization", "Proxy-Authorization", "X-Remote-User", "X-Remote-Group", "X-Remote-Extra-Scopes", "X_Remote_User",
		"Transfer_Encoding", "Content_Length",
		"X-Remote_User", "Impersonate-User", "Impersonate-Extra-A", "X-Plugin-Secret", "X-Plugin-Auth", "X_plugin_meta",
		"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Forwarded-For", "X-Forwarded-Uri",
		"X-Forwarded-Host", "X-Forwarded-Prefix", "X_Forwarded_For", "Forwarded", "X-Forwarded", "X-Real-Ip", "Via",
		"X-Original-Url", "X-Rewrite-Url", "Connection", "Keep-Alive", "Proxy-Connection", "X-Named-By-Connection",
		"Upgrade", "Http2-Settings",
	}
	passed := []string{"Accept", "Content-Type", "Range", "Origin", "Referer", "Private-Token", "X-Custom", "Traceparent", "X-Remotely", "User-Agent"}
	seen := make(chan sent, 1)
	tool := startServer(t, record(seen))
	for _, subresource := range []bool{false, true} {
		t.Run(fmt.Sprintf("subresource=%t", subresource), func(t *testing.T) {
			f := newFixture(t, tool.URL, none())
			f.subresource = subresource
			req := f.request(http.MethodGet, "/", nil)
			for _, name := range append(slices.Clone(withheld), passed...) {
				req.Header[name] = []string{"client's " + name}
			}
			req.Header.Set("Connection", "keep-alive, X-Named-By-Connection, Http2-Settings, Upgrade")
			req.Header.Set("Upgrade", "h2c")
			req.Header.Set("Cookie", "session=1")
			req.Header.Set("Te", "trailers")
			f.do(req)
			got := (<-seen).Headers
			for _, name := range withheld {
				for key := range got {
					if strings.EqualFold(strings.ReplaceAll(key, "_", "-"), strings.ReplaceAll(name, "_", "-")) {
						t.Errorf("%s reached the tool: %q", key, got[key])
					}
				}
			}
			for _, name := range passed {
				if got.Get(name) != "client's "+name {
					t.Errorf("%s is %q", name, got.Get(name))
				}
			}
			if cookie := got.Get("Cookie"); (cookie == "") != subresource {
				t.Errorf("Cookie is %q", cookie)
			}
			if got.Get("Te") != "trailers" {
				t.Errorf("Te is %q", got.Get("Te"))
			}
		})
	}
}

// A client must not be able to strip the credential by calling it hop-by-hop, nor to add one beside it.
func TestClientCannotTouchTheCredential(t *testing.T) {
	seen := make(chan sent, 1)
	tool := startServer(t, record(seen))
	f := newFixture(t, tool.URL, bearer())
	req := f.request(http.MethodGet, "/", nil)
	req.Header.Set("Connection", "Authorization")
	req.Header["Authorization"] = []string{"Bearer fake-token", "Basic Zm9v"}
	f.do(req)
	if got := (<-seen).Headers["Authorization"]; !slices.Equal(got, []string{"Bearer " + canary}) {
		t.Errorf("Authorization is %q", got)
	}
}

func TestNoUserAgentIsInvented(t *testing.T) {
	lines := make(chan []string, 1)
	address := serveRaw(t, func(conn net.Conn) {
		var all []string
		for scanner := bufio.NewScanner(conn); scanner.Scan() && scanner.Text() != ""; {
			all = append(all, scanner.Text())
		}
		lines <- all
		_, _ = io.WriteString(conn, "HTTP/1.1 204 No Content\r\n\r\n")
	})
	f := newFixture(t, address, bearer())
	f.subresource = true
	req := f.request(http.MethodGet, "/a", nil)
	req.Header.Set("User-Agent", "")
	f.do(req)
	want := []string{"GET /a HTTP/1.1", "Host: " + strings.TrimPrefix(address, "http://"), "Authorization: Bearer " + canary}
	if diff := cmp.Diff(want, <-lines); diff != "" {
		t.Errorf("the wire (-want +got):\n%s", diff)
	}
}

func TestRequestTrailersReachTheTool(t *testing.T) {
	seen := make(chan sent, 1)
	tool := startServer(t, record(seen))
	f := newFixture(t, tool.URL, none())
	req := f.request(http.MethodPost, "/", io.MultiReader(strings.NewReader("body"))) // of unknown length
	req.Trailer = http.Header{"X-Sum": {"42"}, "X-Remote-User": {"admin"}, "Authorization": {"Bearer x"}}
	if res := f.do(req); res.StatusCode != http.StatusOK {
		t.Fatalf("status %d: %s", res.StatusCode, readAll(t, res.Body))
	}
	got := <-seen
	if diff := cmp.Diff(http.Header{"X-Sum": {"42"}}, got.Trailers); diff != "" || got.Body != "body" {
		t.Errorf("body %q, trailers (-want +got):\n%s", got.Body, diff)
	}
}

func TestExtensionIsUsed(t *testing.T) {
	seen := make(chan sent, 1)
	tool := startServer(t, record(seen))
	f := newFixture(t, "http://127.0.0.2:1", bearer())
	extension, err := target.ParseAddress(tool.URL + "/api")
	if err != nil {
		t.Fatal(err)
	}
	f.target.Extensions = map[string]target.Address{"api": extension}
	f.extension = "api"
	f.get("/v1")
	if got := <-seen; got.URI != "/api/v1" || got.Headers.Get("Authorization") != "Bearer "+canary {
		t.Errorf("%+v", got)
	}
}

// What delimits a request target in HTTP/1.1 is an ordinary byte in HTTP/2.
func TestQueryCannotEndTheRequestTarget(t *testing.T) {
	seen := make(chan sent, 1)
	f := newFixture(t, startServer(t, record(seen)).URL, bearer())
	tests := []struct {
		name, query, want string
		code              int
	}{
		{"blank", "a=b HTTP/1.1", "/?a=b%20HTTP/1.1", http.StatusOK},
		{"number sign", "a=#b", "/?a=%23b", http.StatusOK},
		{"line break", "a=b\r\nX-Remote-User: admin", "", http.StatusBadRequest},
		{"other bytes", "a=\xe4|\"", "/?a=\xe4|\"", http.StatusOK},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			f.engine.Serve(w, httptest.NewRequest(http.MethodGet, "/", nil), Request{
				Target: f.target, Address: f.target.Address, RawQuery: tt.query, Subresource: true,
			})
			if w.Code != tt.code {
				t.Fatalf("status %d: %s", w.Code, w.Body)
			}
			if tt.code == http.StatusOK {
				if got := <-seen; got.URI != tt.want {
					t.Errorf("the tool saw %q, want %q", got.URI, tt.want)
				}
			}
		})
	}
}
