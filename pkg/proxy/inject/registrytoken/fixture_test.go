// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registrytoken

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	clocktesting "k8s.io/utils/clock/testing"

	"connectors.alauda.io/pkg/target"
)

const canary = "canary-9be1"

// world is a registry, its token service, and an Injector for both. What they answer can be replaced.
type world struct {
	t        *testing.T
	clock    *clocktesting.FakeClock
	injector *Injector
	target   *target.Target
	registry *httptest.Server
	service  *httptest.Server

	mu sync.Mutex
	// challenge is the registry's, REALM being the URL of the token service; empty for none.
	challenge string
	// pinged is what a request for /v2/ gets without a token.
	pinged int
	// life is that of tokens, in seconds.
	life int
	// token answers requests with the password in place of the token service.
	token http.HandlerFunc
	// longer is how many bytes tokens have more than they need.
	longer int
	// number is that of the last token.
	number int
	// issued are the tokens that the registry accepts, with their scopes.
	issued map[string]string
	// away is the host:port of the server that cannot be reached; empty for none.
	away string
	// asked and arrived are the scopes, and the methods and paths with their credentials, in order.
	asked, arrived []string
}

// newWorld makes a registry below a prefix, and a token service that the Connector names as an extension.
func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{
		t: t, clock: clocktesting.NewFakeClock(time.Now()), issued: map[string]string{}, life: 300, pinged: http.StatusUnauthorized,
		challenge: `Bearer realm="REALM",service="reg"`,
	}
	w.registry = httptest.NewServer(http.HandlerFunc(w.serveRegistry))
	w.service = httptest.NewServer(http.HandlerFunc(w.serveTokens))
	t.Cleanup(w.registry.Close)
	t.Cleanup(w.service.Close)
	w.target = &target.Target{
		Address:    address(t, w.registry.URL+"/prefix"),
		Extensions: map[string]target.Address{Extension: address(t, w.service.URL)},
	}
	w.injector = New(Config{
		Address: w.target.Address, Password: password{}, Clock: w.clock,
		Conceal: func(token target.Credential) func(string) bool {
			return func(value string) bool { return strings.Contains(value, token.Reveal()) }
		},
	})
	return w
}

func address(t *testing.T, text string) target.Address {
	t.Helper()
	parsed, err := target.ParseAddress(text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// password is what package inject has for Basic authentication.
type password struct{}

func (password) Inject(req *http.Request) error { req.SetBasicAuth("robot", canary); return nil }

func (password) Reveals(value string) bool { return strings.Contains(value, canary) }

func (w *world) serveRegistry(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	kind, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	w.arrived = append(w.arrived, strings.TrimSpace(r.Method+" "+r.URL.Path+" "+kind))
	path := strings.TrimPrefix(r.URL.Path, "/prefix")
	if path == "/v2/" && kind == "" {
		w.demand(rw, w.pinged, "")
		return
	}
	scopes, _ := predictScopes(r.Method, path, r.URL.RawQuery)
	need := strings.Join(scopes, " ")
	if have, ok := w.issued[secret]; kind == "Bearer" && ok && strings.Contains(have, w.needed(need)) {
		return
	}
	if _, given, _ := r.BasicAuth(); w.challenge != "" && (strings.HasPrefix(w.challenge, "Bearer") || given != canary) {
		w.demand(rw, http.StatusUnauthorized, w.needed(need))
	}
}

// needed lets a test have the registry want another scope than is predicted.
func (w *world) needed(scope string) string {
	return strings.ReplaceAll(scope, "repository:renamed:", "repository:real/renamed:")
}

func (w *world) demand(rw http.ResponseWriter, code int, scope string) {
	if code == http.StatusUnauthorized && w.challenge != "" {
		challenge := strings.ReplaceAll(w.challenge, "REALM", w.service.URL+"/token")
		if scope != "" {
			challenge += fmt.Sprintf(",scope=%q", scope)
		}
		rw.Header().Set("WWW-Authenticate", challenge)
	}
	rw.WriteHeader(code)
}

func (w *world) serveTokens(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	scope := strings.Join(r.URL.Query()["scope"], " ")
	w.asked = append(w.asked, scope)
	if w.token != nil {
		w.token(rw, r)
		return
	}
	if _, secret, _ := r.BasicAuth(); secret != canary || r.URL.Path != "/token" || r.URL.Query().Get("service") != "reg" {
		rw.WriteHeader(http.StatusUnauthorized)
		return
	}
	w.number++
	token := fmt.Sprintf("token-%d-of-the-registry", w.number) + strings.Repeat("x", w.longer)
	w.issued[token] = scope
	_, _ = fmt.Fprintf(rw, `{"token":%q,"expires_in":%d}`, token, w.life)
}

// transport sends what is at an address of the Connector, as the engine does.
func (w *world) transport(req *http.Request) (*http.Response, error) {
	if err := w.target.CheckPlace(req.URL, req.Host); err != nil {
		return nil, err
	}
	if w.isAway(req.URL.Host) {
		return nil, syscall.ECONNREFUSED
	}
	return http.DefaultTransport.RoundTrip(req)
}

func (w *world) isAway(host string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return host == w.away
}

// exchange sends a request through the Injector and gives the code of the answer.
func (w *world) exchange(method, path, body string) (int, error) {
	w.t.Helper()
	var content io.Reader
	if body != "" {
		content = io.NopCloser(strings.NewReader(body)) // of a type that cannot be sent again
	}
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.registry.URL+"/prefix"+path, content)
	if err != nil {
		w.t.Fatal(err)
	}
	answer, err := w.injector.Exchange(req, w.transport)
	if req.Header.Get("Authorization") != "" {
		w.t.Error("the request of the caller has a credential")
	}
	if err != nil {
		return 0, err
	}
	return answer.StatusCode, answer.Body.Close()
}

func (w *world) expect(code int, method, path, body string) {
	w.t.Helper()
	if got, err := w.exchange(method, path, body); err != nil || got != code {
		w.t.Errorf("%s %s: %d, %v, want %d", method, path, got, err, code)
	}
}

// seen gives what has arrived at the registry and what the token service was asked for since the last call.
func (w *world) seen() (arrived, asked []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	arrived, asked = w.arrived, w.asked
	w.arrived, w.asked = nil, nil
	return arrived, asked
}

// set changes the world between requests.
func (w *world) set(change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change()
}
