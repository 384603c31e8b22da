// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// tools are two servers: /to?u=URL redirects there with 302 or with &code=, /go/N redirects N times, everything else is
// good. They write down the requests.
type tools struct {
	home, abroad string

	mu   sync.Mutex
	seen []string
}

func startTools(t *testing.T) *tools {
	s := &tools{}
	s.home = serve(t, s.ServeHTTP)
	s.abroad = serveAt(t, "127.0.0.3", s.ServeHTTP)
	return s
}

func (s *tools) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.seen = append(s.seen, s.shown(r))
	s.mu.Unlock()
	w.Header().Set("Set-Cookie", "session=1")
	code := http.StatusFound
	if n, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/go/")); err == nil && n > 0 {
		w.Header().Set("Location", strconv.Itoa(n-1))
		w.WriteHeader(code)
		return
	}
	if to := r.URL.Query().Get("u"); to != "" {
		_, _ = fmt.Sscan(r.URL.Query().Get("code"), &code)
		w.Header().Set("Location", s.expand(to))
		w.WriteHeader(code)
	}
}

// shown says where a request came, and with what.
func (s *tools) shown(r *http.Request) string {
	place := "home"
	if "http://"+r.Host == s.abroad {
		place = "abroad"
	}
	text := r.Method + " " + place + r.URL.Path
	for _, name := range []string{"Authorization", "Cookie", "Referer", "X-Class", "Accept", "Accept-Language", "User-Agent"} {
		if value := r.Header.Get(name); value != "" {
			text += " " + name
		}
	}
	return text
}

func (s *tools) expand(text string) string {
	return strings.NewReplacer("HOME", s.home, "ABROAD", s.abroad).Replace(text)
}

// probe has a header of each kind; Accept-Language holds the credential, which makes it none of the harmless ones.
func (s *tools) probe(method, path string) string {
	return `http: {method: ` + method + `, path: '` + s.expand(path) + `', httpHeaders: [
		{name: Authorization, value: "Bearer {{ .Secret.StringData.token }}"}, {name: X-Class, value: a},
		{name: Accept, value: text/plain}, {name: Accept-Language, value: "{{ .Secret.StringData.token }}"}]}`
}

const (
	own     = " Authorization X-Class Accept Accept-Language User-Agent"
	foreign = " Accept User-Agent"
)

func TestRedirectsAreFollowed(t *testing.T) {
	tests := []struct{ name, method, path, want string }{
		{"none", "GET", "/x", "GET home/x" + own},
		{"relative", "GET", "/go/1", "GET home/go/0" + own},
		{"ten", "GET", "/go/10", "GET home/go/0" + own},
		{"absolute", "GET", "/to?u=HOME/y", "GET home/y" + own},
		{"other spelling of the host", "GET", "/to?u=//127.0.0.1.:PORT/y", "GET home/y" + own},
		{"307", "GET", "/to?u=/y&code=307", "GET home/y" + own},
		{"POST becomes GET", "POST", "/to?u=/y", "GET home/y" + own},
		{"POST stays with 307", "POST", "/to?u=/y&code=307", "POST home/y" + own},
		{"other host", "GET", "/to?u=ABROAD/y", "GET abroad/y" + foreign},
		{"POST becomes GET abroad", "POST", "/to?u=ABROAD/y", "GET abroad/y" + foreign},
		{"there and back", "GET", "/to?u=ABROAD/to?u=HOME/y", "GET home/y" + foreign},
		{"blank in the query", "GET", "/to?u=/y?a%20b", "GET home/y" + own},
		{"other host, fragment", "GET", "/to?u=ABROAD/y%23f", "GET abroad/y" + foreign},
	}
	runner := newRunner(t, nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := startTools(t)
			path := strings.ReplaceAll(tt.path, "PORT", s.home[strings.LastIndex(s.home, ":")+1:])
			got := run(t, runner, s.probe(tt.method, path), newInput(t, s.home, "token", canary))
			expect(t, got, Good, "", "")
			if last := s.seen[len(s.seen)-1]; last != tt.want {
				t.Errorf("the last of %q, want %q", s.seen, tt.want)
			}
		})
	}
}

func TestRedirectsThatAreNotFollowed(t *testing.T) {
	tests := []struct {
		name, method, path string
		outcome            Outcome
		message            string
	}{
		{"eleven", "GET", "/go/11", Failed, "GET HOME/go/11: the tool redirected more than 10 times"},
		{"no URL", "GET", "/to?u=http://[::1", Failed, "the tool redirected to something that is no URL"},
		{"file", "GET", "/to?u=file:///etc/passwd", Failed, "no http or https URL with a plain host"},
		{"opaque", "GET", "/to?u=mailto:a@b", Failed, "no http or https URL with a plain host"},
		{"user information", "GET", "/to?u=http://u:p@127.0.0.3/", Failed, "no http or https URL with a plain host"},
		{"number as host", "GET", "/to?u=http://2130706433/", Failed, "no http or https URL with a plain host"},
		{"POST abroad", "POST", "/to?u=ABROAD/y&code=308", Failed, "POST HOME/to, redirected to ABROAD: the tool redirected a POST request to another"},
		{"credential in the query", "GET", "/to?u=ABROAD/y?t={{ .Secret.StringData.token | urlquery }}", Failed, "with the credential in the URL"},
		{"credential, escaped", "GET", "/to?u=ABROAD/{{ .Secret.StringData.token | urlquery | urlquery }}", Failed, "with the credential in the URL"},
		{"credential in the host", "GET", "/to?u=http://{{ .Secret.StringData.host }}.example/", Failed, "with the credential in the URL"},
		{"loopback", "GET", "/to?u=http://127.0.0.2:1/", ConnectionFailed, "redirected to http://127.0.0.2:1: the tool's address is not allowed: 127.0.0.2:1 may not be dialled: it is a loopback"},
		{"mapped loopback", "GET", "/to?u=http://[::ffff:127.0.0.2]:1/", ConnectionFailed, "loopback"},
		{"metadata", "GET", "/to?u=http://169.254.169.254/", ConnectionFailed, "metadata"},
		{"inside the cluster", "GET", "/to?u=http://10.96.0.1/", ConnectionFailed, "inside the cluster"},
		{"home, once abroad", "GET", "/to?u=ABROAD/to?u=HOME/x", ConnectionFailed, "inside the cluster"},
	}
	inside := rules()
	inside.Internal = []netip.Prefix{netip.MustParsePrefix("10.96.0.0/12"), netip.MustParsePrefix("127.0.0.1/32")}
	runner := newRunner(t, func(o *Options) { o.Tools = newTransports(t, inside) })
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := startTools(t)
			in := newInput(t, s.home, "token", canary, "host", "host-canary")
			got := run(t, runner, s.probe(tt.method, tt.path), in)
			expect(t, got, tt.outcome, s.expand(tt.message), "")
			if strings.Contains(got.Message, "host-canary") {
				t.Errorf("the message names a host after the credential: %s", got.Message)
			}
		})
	}
}

func TestRedirectToItselfEnds(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", r.RequestURI)
		w.WriteHeader(http.StatusFound)
	})
	got := run(t, newRunner(t, nil), `http: {path: /x}`, newInput(t, address))
	expect(t, got, Failed, "GET ADDRESS/x: the tool redirected more than 10 times: it redirects in a loop, or it wants cookies", address)
}

func TestDisabledRedirectIsTheAnswer(t *testing.T) {
	for _, location := range []string{"/y", "http://127.0.0.2:1/", "file:///x", "http://[::1"} {
		address := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", location)
			w.WriteHeader(http.StatusMovedPermanently)
		})
		runner := newRunner(t, nil)
		got := run(t, runner, `http: {path: /x, disableRedirect: true}`, newInput(t, address))
		expect(t, got, Failed, "GET ADDRESS/x: answered 301 Moved Permanently; a 2xx answer was expected", address)
		cel := `http: {path: /x, disableRedirect: true, response: {cel: 'response.headers["Location"] == ["` + location + `"]'}}`
		expect(t, run(t, runner, cel, newInput(t, address)), Good, "", address)
	}
}

// Another scheme or port is another place, though the host is the same.
func TestRedirectToAnotherSchemeOrPort(t *testing.T) {
	var seen string
	handler := func(_ http.ResponseWriter, r *http.Request) {
		seen = r.Header.Get("Authorization") + r.Header.Get("X-Class") + "|" + r.Header.Get("Accept")
	}
	secure, roots := serveTLS(t, goodCertificate, handler)
	for _, next := range []string{serve(t, handler), secure} {
		s := startTools(t)
		in := newInput(t, s.home, "token", canary)
		in.Roots, in.RootsID = roots, "test"
		seen = "nothing"
		expect(t, run(t, newRunner(t, nil), s.probe("GET", "/to?u="+next+"/y"), in), Good, "", "")
		if seen != "|text/plain" {
			t.Errorf("%s saw %q", next, seen)
		}
	}
}

func TestMessageNamesWhereARedirectLed(t *testing.T) {
	s := startTools(t)
	got := run(t, newRunner(t, nil), s.probe("GET", "/to?u=http://127.0.0.3:1/y"), newInput(t, s.home, "token", canary))
	expect(t, got, ConnectionFailed, "GET ADDRESS/to, redirected to http://127.0.0.3:1: the tool refused the connection", s.home)
}

// One plan is run by many at once, redirects included.
func TestPlansAreSharedBetweenRuns(t *testing.T) {
	s := startTools(t)
	runner := newRunner(t, nil)
	plan := parse(t, s.probe("GET", "/to?u=ABROAD/y")).Plan(t.Context(), newInput(t, s.home, "token", canary))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				if got := runner.Run(t.Context(), plan); got != (Result{Outcome: Good}) {
					t.Error(got)
				}
			}
		})
	}
	all.Wait()
	for _, seen := range s.seen {
		if want := "GET home/to" + own; seen != want && seen != "GET abroad/y"+foreign {
			t.Fatalf("%q, want %q", seen, want)
		}
	}
}
