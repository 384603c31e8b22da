// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registrytoken

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"connectors.alauda.io/pkg/target"
)

func answer(code int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
		_, _ = fmt.Fprint(w, body)
	}
}

func TestTokenServiceFails(t *testing.T) {
	const words = "words of the token service"
	for _, test := range []struct {
		name    string
		token   http.HandlerFunc
		code    int
		reason  string
		message string
		wait    time.Duration
	}{
		{"wrong password", answer(401, words), 502, reasonRefused, "did not accept the credential: it answered 401", 0},
		{"a locked account", answer(403, words), 502, reasonRefused, "it answered 403", 0},
		{"too many requests", answer(429, words, "Retry-After", "7"), 429, "TooManyRequests", "too many requests", 7 * time.Second},
		{"an error", answer(500, words), 502, "TokenServiceFailed", "it answered 500", 0},
		{"HTML", answer(200, "<html>"+words), 502, "TokenServiceFailed", "not JSON", 0},
		{"no token", answer(200, "{}"), 502, "TokenServiceFailed", "holds none", 0},
		{"a redirect", answer(307, words, "Location", "http://127.0.0.2/"), 502, "TokenServiceFailed", "redirected", 0},
		{"a short answer", answer(200, "{", "Content-Length", "100"), 502, "TokenServiceFailed", "could not be asked", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.set(func() { w.token = test.token })
			_, err := w.exchange(http.MethodPut, manifest, "content")
			var failure *target.ExchangeError
			if !errors.As(err, &failure) || failure.Code != test.code || failure.Reason != test.reason ||
				!strings.Contains(failure.Message, test.message) || failure.RetryAfter != test.wait {
				t.Fatalf("got %+v, want %+v", err, test)
			}
			if strings.Contains(err.Error(), words) || strings.Contains(err.Error(), canary) {
				t.Errorf("the error quotes what it should not: %v", err)
			}
			w.wantSeen([]string{ping}, []string{push})
		})
	}
}

// An account is not locked, nor a limit used up, by clients that try again.
func TestRefusalIsRemembered(t *testing.T) {
	for code, wait := range map[int]time.Duration{401: refusalTTL, 403: refusalTTL, 429: 7 * time.Second} {
		w := newWorld(t)
		w.set(func() { w.token = answer(code, "", "Retry-After", "7") })
		for range 3 {
			if _, err := w.exchange(http.MethodGet, manifest, ""); err == nil {
				t.Error("there is a token")
			}
		}
		w.wantSeen([]string{ping}, []string{pull})
		w.set(func() { w.token = nil })
		w.clock.Step(wait + time.Millisecond)
		w.expect(http.StatusOK, http.MethodGet, manifest, "")
	}
}

// The password stays here when a registry names a place that its Connector does not.
func TestRealmElsewhere(t *testing.T) {
	evil := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s was asked with %q", r.URL, r.Header["Authorization"])
	}))
	t.Cleanup(evil.Close)
	port := evil.URL[strings.LastIndexByte(evil.URL, ':'):]
	for _, test := range []struct{ realm, message string }{
		{evil.URL + "/token", "is at " + evil.URL},
		{"http://localhost" + port + "/token", "is at http://localhost"},
		{"http://[::ffff:127.0.0.1]" + port + "/token", "none of the Connector's"},
		{"REGISTRY/token", "none of the Connector's"}, // beside the prefix
		{"REGISTRY/prefix/../token", "none of the Connector's"},
		{"REGISTRY/prefix/%2e%2e/token", "none of the Connector's"},
		{"REGISTRY@127.0.0.1" + port + "/token", "none of the Connector's"},
		{"REALM#@" + evil.URL, ""},
	} {
		t.Run(test.realm, func(t *testing.T) {
			w := newWorld(t)
			w.set(func() {
				w.challenge = fmt.Sprintf("Bearer realm=%q,service=\"reg\"", strings.ReplaceAll(test.realm, "REGISTRY", w.registry.URL))
			})
			_, err := w.exchange(http.MethodGet, manifest, "")
			if test.message == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var failure *target.ExchangeError
			if !errors.As(err, &failure) {
				// A realm with user information is no realm: the request went without a token.
				arrived, asked := w.seen()
				if err != nil || len(asked) > 0 || arrived[len(arrived)-1] != "GET /prefix"+manifest {
					t.Errorf("%v; arrived %q", err, arrived)
				}
				return
			}
			if failure.Code != http.StatusBadGateway || failure.Reason != "TokenServiceElsewhere" ||
				!strings.Contains(failure.Message, test.message) || !strings.Contains(failure.Message, Extension) {
				t.Errorf("got %+v", failure)
			}
		})
	}
}

// One who goes does not take the token away from those who wait for it.
func TestClientGoes(t *testing.T) {
	w := newWorld(t)
	entered, leave := make(chan struct{}), make(chan struct{})
	w.set(func() {
		w.token = func(rw http.ResponseWriter, _ *http.Request) {
			close(entered)
			<-leave
			_, _ = fmt.Fprint(rw, `{"token":"abc"}`)
			w.issued["abc"] = pull
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.registry.URL+"/prefix"+manifest, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	gone := make(chan error)
	go func() {
		_, err := w.injector.Exchange(req, w.transport)
		gone <- err
	}()
	<-entered
	cancel()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(leave)
	w.expect(http.StatusOK, http.MethodGet, manifest, "")
	if _, asked := w.seen(); len(asked) != 1 {
		t.Errorf("%d requests for a token", len(asked))
	}
}

// No server is closed for it: another process could listen at its port the next moment.
func TestServersAreAway(t *testing.T) {
	w := newWorld(t)
	w.set(func() { w.away = w.service.Listener.Addr().String() })
	_, err := w.exchange(http.MethodGet, manifest, "")
	var failure *target.ExchangeError
	if !errors.As(err, &failure) || failure.Err == nil || failure.Message != "the registry's token service could not be asked" {
		t.Errorf("got %+v", err)
	}
	w.set(func() { w.away = w.registry.Listener.Addr().String() })
	w.clock.Step(demandTTL)
	if _, err := w.exchange(http.MethodGet, manifest, ""); err == nil || errors.As(err, &failure) {
		t.Errorf("got %v, want the error of the connection", err)
	}
}
