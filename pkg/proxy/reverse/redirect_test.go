// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"

	"connectors.alauda.io/pkg/target"
)

// tools are two servers that answer by path: /to?u=URL redirects there with 302, or with &code=; /go/CODE/N redirects N
// times within; everything else says what the request carried.
type tools struct {
	home, abroad *httptest.Server

	mu   sync.Mutex
	seen []string
}

func startTools(t *testing.T) *tools {
	s := &tools{}
	s.home = startServer(t, s)
	s.abroad = startServerAt(t, "127.0.0.3", s)
	return s
}

func (s *tools) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.seen = append(s.seen, r.Host+" "+r.Header.Get("Authorization")+r.Header.Get("Cookie")+r.Header.Get("X-Private")+" "+r.RequestURI)
	s.mu.Unlock()
	w.Header().Set("Set-Cookie", "session=1")
	var code, n int
	if _, err := fmt.Sscanf(strings.TrimPrefix(r.URL.Path, "/base"), "/go/%d/%d", &code, &n); err == nil && n > 0 {
		w.Header().Set("Location", strconv.Itoa(n-1))
		w.WriteHeader(code)
		return
	}
	if to := r.URL.Query().Get("u"); to != "" {
		w.Header().Set("Location", s.expand(to))
		code = http.StatusFound
		_, _ = fmt.Sscan(r.URL.Query().Get("code"), &code)
		w.WriteHeader(code)
		_, _ = io.WriteString(w, "moved")
		return
	}
	_, _ = fmt.Fprintf(w, "%s %s host=%s auth=%q private=%q range=%q", r.Method, r.RequestURI, s.name(r.Host),
		r.Header.Get("Authorization"), r.Header.Get("X-Private"), r.Header.Get("Range"))
}

func (s *tools) expand(text string) string {
	return strings.NewReplacer("HOME", s.home.URL, "ABROAD", s.abroad.URL).Replace(text)
}

func (s *tools) name(host string) string {
	if "http://"+host == s.home.URL {
		return "home"
	}
	return "abroad"
}

func TestRedirectsAreFollowed(t *testing.T) {
	own := `auth="Bearer ` + canary + `" private="mine" range="bytes=0-1"`
	foreign := `auth="" private="" range="bytes=0-1"`
	tests := []struct{ name, prefix, path, want string }{
		{"none", "", "/x", "GET /x host=home " + own},
		{"301", "", "/go/301/1", "GET /go/301/0 host=home " + own},
		{"302", "", "/go/302/1", "GET /go/302/0 host=home " + own},
		{"303", "", "/go/303/1", "GET /go/303/0 host=home " + own},
		{"307", "", "/go/307/1", "GET /go/307/0 host=home " + own},
		{"308", "", "/go/308/1", "GET /go/308/0 host=home " + own},
		{"ten", "", "/go/302/10", "GET /go/302/0 host=home " + own},
		{"absolute", "", "/to?u=HOME/y?z=1", "GET /y?z=1 host=home " + own},
		{"fragment", "", "/to?u=HOME/y%23f", "GET /y host=home " + own},
		{"escapes", "", "/to?u=/a%252Fb//c", "GET /a%2Fb//c host=home " + own},
		{"within the prefix", "/base", "/go/302/1", "GET /base/go/302/0 host=home " + own},
		{"out of the prefix", "/base", "/to?u=/other", "GET /other host=home " + foreign},
		{"out of the prefix, hidden", "/base", "/to?u=/base/%252e%252e/other", "GET /base/%2e%2e/other host=home " + foreign},
		{"into the prefix again", "/base", "/to?u=/to?u=/base/x", "GET /base/x host=home " + foreign},
		{"other host", "", "/to?u=ABROAD/x", "GET /x host=abroad " + foreign},
		{"there and back", "", "/to?u=ABROAD/to?u=HOME/x", "GET /x host=home " + foreign},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := startTools(t)
			f := newFixture(t, s.home.URL+tt.prefix, bearer())
			f.subresource = true
			req := f.request(http.MethodGet, s.expand(tt.path), nil)
			req.Header.Set("X-Private", "mine")
			req.Header.Set("Range", "bytes=0-1")
			req.Header.Set("Cookie", "c=d")
			res := f.do(req)
			if body := readAll(t, res.Body); res.StatusCode != http.StatusOK || body != tt.want {
				t.Errorf("%d %s, want %s", res.StatusCode, body, tt.want)
			}
			if res.Header.Get("Location") != "" || res.Header.Get("Set-Cookie") != "" {
				t.Errorf("headers %v", res.Header)
			}
		})
	}
}

func TestHeadIsRedirectedAsHead(t *testing.T) {
	s := startTools(t)
	f := newFixture(t, s.home.URL, bearer())
	f.subresource = true
	res := f.do(f.request(http.MethodHead, "/go/303/3", nil))
	if res.StatusCode != http.StatusOK || res.Request.Method != http.MethodHead || res.ContentLength <= 0 {
		t.Errorf("%+v", res)
	}
}

func TestRedirectsWithACredentialInTheQuery(t *testing.T) {
	tests := []struct{ name, path, want string }{
		{"stays at home", "/to?u=/x?a=b", "GET /x?a=b&private_token=" + canary + " host=home"},
		{"tool repeats it at home", "/to?u=/x?private_token=" + canary, "GET /x?private_token=" + canary + " host=home"},
		{"tool sends it abroad", "/to?u=ABROAD/x?a=b%26private_token=" + canary + "%26c=d", "GET /x?a=b&c=d host=abroad"},
		{"under another name", "/to?u=ABROAD/x?t=" + canary, "GET /x host=abroad"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := startTools(t)
			f := newFixture(t, s.home.URL, inQuery())
			f.subresource = true
			_, body := f.get(s.expand(tt.path))
			if !strings.HasPrefix(body, tt.want+" ") {
				t.Errorf("%s, want %s", body, tt.want)
			}
		})
	}
}

func TestRedirectsThatAreRefused(t *testing.T) {
	tests := []struct {
		name, method, path, message string
		body                        io.Reader
	}{
		{"POST", http.MethodPost, "/to?u=/x", "only for GET and HEAD", nil},
		{"PUT abroad", http.MethodPut, "/to?u=ABROAD/x", "to http://127.0.0.3:", strings.NewReader("a")},
		{"DELETE 308", http.MethodDelete, "/to?u=/x&code=308", "only for GET and HEAD", nil},
		{"GET with a body", http.MethodGet, "/to?u=/x", "with a body", strings.NewReader("a")},
		{"eleven", http.MethodGet, "/go/302/11", "more than 10", nil},
		{"loop", http.MethodGet, "/to?u=HOME/go/302/999999", "loop", nil},
		{"no URL", http.MethodGet, "/to?u=http://[::1", "no URL", nil},
		{"other scheme", http.MethodGet, "/to?u=file:///etc/passwd", "http or https", nil},
		{"javascript", http.MethodGet, "/to?u=javascript:alert(1)", "http or https", nil},
		{"user information", http.MethodGet, "/to?u=http://u:p@127.0.0.3/", "plain host", nil},
		{"credential in the path", http.MethodGet, "/to?u=ABROAD/" + canary, "with the credential", nil},
		{"numeric host", http.MethodGet, "/to?u=http://2130706433/", "plain host", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := startTools(t)
			f := newFixture(t, s.home.URL, bearer())
			f.subresource = true
			res := f.do(f.request(tt.method, s.expand(tt.path), tt.body))
			status := wantStatus(t, res, http.StatusBadGateway, "RedirectRefused")
			if !strings.Contains(status.Message, tt.message) {
				t.Errorf("message %q, want one about %q", status.Message, tt.message)
			}
		})
	}
}

func TestRedirectsThatTheGuardRefuses(t *testing.T) {
	tests := []struct{ name, location, message string }{
		{"metadata service", "http://169.254.169.254/latest/meta-data", "metadata"},
		{"loopback", "http://127.0.0.2:1/", "loopback"},
		{"mapped loopback", "http://[::ffff:127.0.0.2]:1/", "loopback"},
		{"inside the cluster", "http://10.96.0.1/", "inside the cluster"},
		{"inside the cluster, once abroad", "ABROAD/to?u=HOME/x", "inside the cluster"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := startTools(t)
			f := newFixture(t, s.home.URL, bearer())
			f.subresource = true
			rules := allowLoopback()
			// The Connector's own address is inside, and may be: the pooled connection to it must not help a redirect.
			rules.Internal = []netip.Prefix{netip.MustParsePrefix("10.96.0.0/12"), netip.MustParsePrefix("127.0.0.1/32")}
			f.guard.Replace(rules)
			if _, body := f.get("/go/302/1"); !strings.Contains(body, "host=home") {
				t.Fatalf("a redirect at home: %s", body)
			}
			res := f.do(f.request(http.MethodGet, "/to?u="+s.expand(tt.location), nil))
			status := wantStatus(t, res, http.StatusBadGateway, "AddressRefused")
			if !strings.Contains(status.Message, tt.message) {
				t.Errorf("message %q, want one about %q", status.Message, tt.message)
			}
		})
	}
}

func TestRedirectCodesThatPass(t *testing.T) {
	tests := []struct {
		name, location string
		code           int
	}{
		{"300 without Location", "", http.StatusMultipleChoices},
		{"300 with Location", "/x", http.StatusMultipleChoices},
		{"302 without Location", "", http.StatusFound},
		{"304", "", http.StatusNotModified},
		{"304 with Location", "/x", http.StatusNotModified},
		{"305", "/x", http.StatusUseProxy},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			headers := http.Header{}
			if tt.location != "" {
				headers.Set("Location", tt.location)
			}
			tool := startServer(t, answerWith(tt.code, headers))
			f := newFixture(t, tool.URL, bearer())
			f.subresource = true
			res, _ := f.get("/")
			if res.StatusCode != tt.code || res.Header.Get("Location") != "" {
				t.Errorf("%d with Location %q", res.StatusCode, res.Header.Get("Location"))
			}
		})
	}
}

// Off the subresources redirects are the client's business, Location rewritten (TestLocation), credential kept back.
func TestRedirectsGoToOtherClients(t *testing.T) {
	s := startTools(t)
	f := newFixture(t, s.home.URL, bearer())
	res, body := f.get("/to?u=" + s.abroad.URL + "/x")
	if res.StatusCode != http.StatusFound || res.Header.Get("Location") != s.abroad.URL+"/x" || body != "moved" {
		t.Errorf("%d to %q: %s", res.StatusCode, res.Header.Get("Location"), body)
	}
	if len(s.seen) != 1 {
		t.Errorf("the tools saw %q", s.seen)
	}
}

func TestSchemeChangeDropsTheCredential(t *testing.T) {
	seen := make(chan sent, 1)
	secure, roots := startTLS(t, record(seen))
	tool := startServer(t, answerWith(http.StatusFound, http.Header{"Location": {secure.URL + "/x"}}))
	f := newFixture(t, tool.URL, bearer())
	f.target.Roots, f.target.RootsID = roots, "test"
	f.subresource = true
	f.get("/")
	if got := <-seen; got.Headers.Get("Authorization") != "" || got.URI != "/x" {
		t.Errorf("the other port saw %+v", got)
	}
}

func TestEngineRefusesForeignAddresses(t *testing.T) {
	f := newFixture(t, "http://127.0.0.1:1", bearer())
	other, err := target.ParseAddress("http://127.0.0.1:2")
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []target.Address{other, {}} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		f.engine.Serve(w, r, Request{Target: f.target, Address: address, Subresource: true})
		wantStatus(t, w.Result(), http.StatusInternalServerError, "InternalError")
	}
	if _, err := New(Config{}); err == nil {
		t.Error("an engine without transports")
	}
}
