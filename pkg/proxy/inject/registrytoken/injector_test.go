// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registrytoken

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	ping     = "GET /prefix/v2/"
	pull     = "repository:app:pull"
	push     = "repository:app:pull,push"
	manifest = "/v2/app/manifests/1"
	uploads  = "/v2/app/blobs/uploads/1"
)

func (w *world) wantSeen(arrived, asked []string) {
	w.t.Helper()
	gotArrived, gotAsked := w.seen()
	if !slices.Equal(gotArrived, arrived) {
		w.t.Errorf("arrived at the registry: %q, want %q", gotArrived, arrived)
	}
	if !slices.Equal(gotAsked, asked) {
		w.t.Errorf("asked of the token service: %q, want %q", gotAsked, asked)
	}
}

func TestTokenPerScope(t *testing.T) {
	w := newWorld(t)
	w.expect(http.StatusOK, http.MethodGet, manifest, "")
	w.wantSeen([]string{ping, "GET /prefix" + manifest + " Bearer"}, []string{pull})
	w.expect(http.StatusOK, http.MethodHead, "/v2/app/manifests/2", "")
	w.wantSeen([]string{"HEAD /prefix/v2/app/manifests/2 Bearer"}, nil)
	w.expect(http.StatusOK, http.MethodPatch, uploads, "content")
	w.wantSeen([]string{"PATCH /prefix" + uploads + " Bearer"}, []string{push})
	w.expect(http.StatusOK, http.MethodPost, "/v2/app/blobs/uploads/?mount=sha256:0&from=base", "")
	w.wantSeen([]string{"POST /prefix/v2/app/blobs/uploads/ Bearer"}, []string{push + " repository:base:pull"})
	w.expect(http.StatusOK, http.MethodGet, "/v2/", "")
	w.wantSeen([]string{ping + " Bearer"}, []string{""})
}

func TestTokenExpires(t *testing.T) {
	w := newWorld(t)
	w.expect(http.StatusOK, http.MethodGet, manifest, "")
	w.clock.Step(269 * time.Second)
	w.expect(http.StatusOK, http.MethodGet, manifest, "")
	if _, asked := w.seen(); len(asked) != 1 {
		t.Fatalf("%d tokens before the first has expired", len(asked))
	}
	w.clock.Step(2 * time.Second) // within the margin
	w.expect(http.StatusOK, http.MethodPut, manifest, "content")
	w.expect(http.StatusOK, http.MethodGet, manifest, "")
	if _, asked := w.seen(); !slices.Equal(asked, []string{push, pull}) {
		t.Errorf("asked for %q after the first has expired", asked)
	}
	if !w.injector.Reveals("token-1-of-the-registry") {
		t.Error("a token that still opens something is not found in an answer")
	}
	w.clock.Step(demandTTL)
	w.expect(http.StatusOK, http.MethodGet, manifest, "")
	if arrived, _ := w.seen(); arrived[0] != ping {
		t.Errorf("the registry was not asked again what it wants: %q", arrived)
	}
	if w.injector.Reveals("token-1-of-the-registry") {
		t.Error("a token is looked for that has ended")
	}
}

func TestRevealsPasswordAndTokens(t *testing.T) {
	w := newWorld(t)
	w.expect(http.StatusOK, http.MethodGet, manifest, "")
	for value, want := range map[string]bool{canary: true, "Bearer token-1-of-the-registry": true, "token-2-of-the-registry": false, "": false} {
		if got := w.injector.Reveals(value); got != want {
			t.Errorf("%q: %t", value, got)
		}
	}
}

// A token that was taken back, or whose rights have changed since.
func TestTokenIsNotAcceptedAnyMore(t *testing.T) {
	w := newWorld(t)
	w.expect(http.StatusOK, http.MethodGet, manifest, "")
	w.expect(http.StatusOK, http.MethodPut, manifest, "content")
	w.seen()
	w.set(func() { clear(w.issued) })
	w.expect(http.StatusOK, http.MethodGet, manifest, "")
	w.wantSeen([]string{"GET /prefix" + manifest + " Bearer", "GET /prefix" + manifest + " Bearer"}, []string{pull})
	// A body is sent once. The next one gets a new token.
	w.expect(http.StatusUnauthorized, http.MethodPut, manifest, "content")
	w.wantSeen([]string{"PUT /prefix" + manifest + " Bearer"}, nil)
	w.expect(http.StatusOK, http.MethodPut, manifest, "content")
	w.wantSeen([]string{"PUT /prefix" + manifest + " Bearer"}, []string{push})
}

// The registry wants another scope than its paths tell.
func TestScopeOfTheChallenge(t *testing.T) {
	w := newWorld(t)
	w.expect(http.StatusOK, http.MethodPost, "/v2/renamed/blobs/uploads/", "")
	const predicted, wanted = "repository:renamed:pull,push", "repository:real/renamed:pull,push"
	w.wantSeen([]string{ping, "POST /prefix/v2/renamed/blobs/uploads/ Bearer", "POST /prefix/v2/renamed/blobs/uploads/ Bearer"}, []string{predicted, wanted})
	w.expect(http.StatusOK, http.MethodPut, "/v2/renamed/blobs/uploads/1", "content")
	w.wantSeen([]string{"PUT /prefix/v2/renamed/blobs/uploads/1 Bearer"}, nil)
}

// A token without the rights that were asked for.
func TestRightsAreMissing(t *testing.T) {
	w := newWorld(t)
	w.set(func() {
		w.token = func(rw http.ResponseWriter, _ *http.Request) { _, _ = rw.Write([]byte(`{"token":"token-of-nobody"}`)) }
	})
	w.expect(http.StatusUnauthorized, http.MethodGet, manifest, "")
	w.wantSeen([]string{ping, "GET /prefix" + manifest + " Bearer"}, []string{pull})
	// Rights may have been given since.
	w.expect(http.StatusUnauthorized, http.MethodGet, manifest, "")
	w.wantSeen([]string{"GET /prefix" + manifest + " Bearer"}, []string{pull})
}

func TestRegistryWithPassword(t *testing.T) {
	w := newWorld(t)
	w.set(func() { w.challenge = `Basic realm="registry"` })
	w.expect(http.StatusOK, http.MethodPut, manifest, "content")
	w.wantSeen([]string{ping, "PUT /prefix" + manifest + " Basic"}, nil)
}

func TestOpenRegistry(t *testing.T) {
	w := newWorld(t)
	w.set(func() { w.challenge, w.pinged = "", http.StatusOK })
	w.expect(http.StatusOK, http.MethodPut, manifest, "content")
	w.wantSeen([]string{ping, "PUT /prefix" + manifest}, nil)
}

// A registry that lets everybody ping.
func TestTokenWherePingNeedsNone(t *testing.T) {
	w := newWorld(t)
	w.set(func() { w.pinged = http.StatusOK })
	w.expect(http.StatusOK, http.MethodGet, manifest, "")
	w.wantSeen([]string{ping, "GET /prefix" + manifest, "GET /prefix" + manifest + " Bearer"}, []string{pull})
	w.expect(http.StatusOK, http.MethodPut, manifest, "content")
	w.wantSeen([]string{"PUT /prefix" + manifest + " Bearer"}, []string{push})
}

func TestIllRegistryIsAskedAgain(t *testing.T) {
	for _, code := range []int{http.StatusInternalServerError, http.StatusTooManyRequests} {
		w := newWorld(t)
		w.set(func() { w.pinged = code })
		w.expect(http.StatusOK, http.MethodGet, manifest, "")
		w.set(func() { w.pinged = http.StatusUnauthorized })
		w.seen()
		w.clock.Step(demandTTL)
		w.expect(http.StatusOK, http.MethodPut, manifest, "content")
		w.wantSeen([]string{ping, "PUT /prefix" + manifest + " Bearer"}, []string{push})
	}
}

func TestNothingElseGetsACredential(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/v2/token", "/token", "/api/v2.0/users", "/v2/app/unknown/1"} {
		_, err := w.exchange(http.MethodGet, path, "")
		if err != nil {
			t.Error(err)
		}
		w.wantSeen([]string{"GET /prefix" + path}, nil)
	}
	if err := w.injector.Inject(&http.Request{Header: http.Header{}}); err == nil {
		t.Error("the password was put on a request as it is")
	}
}

// What is public needs a token as well, which a token service gives to everybody.
func TestWithoutPassword(t *testing.T) {
	w := newWorld(t)
	w.injector = New(Config{Address: w.target.Address, Conceal: w.injector.tokens.conceal, Clock: w.clock})
	w.set(func() {
		w.issued["token-of-everybody"] = pull
		w.token = func(rw http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "" {
				t.Error("the token service was sent a credential")
			}
			_, _ = rw.Write([]byte(`{"token":"token-of-everybody"}`))
		}
	})
	w.expect(http.StatusOK, http.MethodGet, manifest, "")
	w.wantSeen([]string{ping, "GET /prefix" + manifest + " Bearer"}, []string{pull})
	w.expect(http.StatusUnauthorized, http.MethodPut, manifest, "content")
	if !w.injector.Reveals("token-of-everybody") || w.injector.Reveals(canary) {
		t.Error("the wrong things are looked for")
	}
}

// Clients that come at once wait for one ping and one token.
func TestOneRequestForAll(t *testing.T) {
	const clients = 50
	w := newWorld(t)
	var running sync.WaitGroup
	for range clients {
		running.Go(func() { w.expect(http.StatusOK, http.MethodGet, manifest, "") })
	}
	running.Wait()
	arrived, asked := w.seen()
	pings := strings.Count(strings.Join(arrived, "\n")+"\n", ping+"\n")
	if pings != 1 || len(asked) != 1 || len(arrived) != clients+1 {
		t.Errorf("%d pings, %d tokens and %d requests for %d clients", pings, len(asked), len(arrived), clients)
	}
}

func TestTokensAreBounded(t *testing.T) {
	w := newWorld(t)
	for i := range maxTokens + 10 {
		w.expect(http.StatusOK, http.MethodGet, "/v2/app"+strings.Repeat("x", i)+"/manifests/1", "")
	}
	if got := len(*w.injector.tokens.known.tokens.Load()); got != maxTokens {
		t.Errorf("%d tokens are looked for", got)
	}
	if got := len(w.injector.tokens.cached.Keys()); got != maxTokens {
		t.Errorf("%d tokens are kept", got)
	}
}

// A registry with long tokens is asked more often, and its tokens need no more memory than others.
func TestLongTokensAreBounded(t *testing.T) {
	w := newWorld(t)
	w.longer = maxTokenBytes - 1<<10
	const most = maxTokensBytes / (maxTokenBytes - 1<<10)
	for i := range 3 * most {
		w.expect(http.StatusOK, http.MethodGet, "/v2/app"+strings.Repeat("x", i)+"/manifests/1", "")
		if got := len(*w.injector.tokens.known.tokens.Load()); got > most {
			t.Fatalf("%d long tokens are looked for", got)
		}
		if got := len(w.injector.tokens.cached.Keys()); got > most {
			t.Fatalf("%d long tokens are kept", got)
		}
	}
}
