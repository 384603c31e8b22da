// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package statusfaults

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"path"
	"sync"
	"testing"
	"time"
)

// A tool is an HTTP server that knows which Connector asks, when, and how many do so at once.
type tool struct {
	*httptest.Server
	answer http.HandlerFunc
	// crowds are entered by every request.
	crowds []*crowd

	mu     sync.Mutex
	each   map[string]*crowd
	visits map[string][]time.Time
}

// newTool starts a tool that ends with the test.
func newTool(t *testing.T, answer http.HandlerFunc, crowds ...*crowd) *tool {
	t.Helper()
	tl := &tool{answer: answer, crowds: crowds, each: map[string]*crowd{}, visits: map[string][]time.Time{}}
	tl.Server = httptest.NewUnstartedServer(tl)
	// Connections that are only opened are expected.
	tl.Config.ErrorLog = log.New(io.Discard, "", 0)
	tl.Start()
	t.Cleanup(func() {
		// Requests that hang are not waited for.
		tl.CloseClientConnections()
		tl.Close()
	})
	return tl
}

// ServeHTTP implements http.Handler.
func (tl *tool) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, c := range append([]*crowd{tl.visit(path.Base(r.URL.Path))}, tl.crowds...) {
		c.enter()
		defer c.leave()
	}
	tl.answer(w, r)
}

func (tl *tool) visit(name string) *crowd {
	tl.mu.Lock()
	defer tl.mu.Unlock()
	tl.visits[name] = append(tl.visits[name], time.Now())
	if tl.each[name] == nil {
		tl.each[name] = &crowd{limit: 1}
	}
	return tl.each[name]
}

// asked says whether every one of these Connectors has asked n times.
func (tl *tool) asked(names []string, n int) error {
	tl.mu.Lock()
	defer tl.mu.Unlock()
	var errs []error
	for _, name := range names {
		if got := len(tl.visits[name]); got < n {
			errs = append(errs, fmt.Errorf("%s has asked %d times, want %d", name, got, n))
		}
	}
	return errors.Join(errs...)
}

// count is how often a Connector has asked.
func (tl *tool) count(name string) int {
	tl.mu.Lock()
	defer tl.mu.Unlock()
	return len(tl.visits[name])
}

// punctual says whether these Connectors have asked with no longer pause than limit since a time, until now.
func (tl *tool) punctual(names []string, since time.Time, limit time.Duration) error {
	tl.mu.Lock()
	defer tl.mu.Unlock()
	var errs []error
	for _, name := range names {
		last := since
		for _, at := range append(tl.visits[name], time.Now()) {
			if pause := at.Sub(last); pause > limit {
				errs = append(errs, fmt.Errorf("%s has not asked for %s, longer than %s", name, pause.Round(time.Millisecond), limit))
			}
			if at.After(last) {
				last = at
			}
		}
	}
	return errors.Join(errs...)
}

// oneAtATime says whether every Connector had one request under way at most.
func (tl *tool) oneAtATime() error {
	tl.mu.Lock()
	defer tl.mu.Unlock()
	var errs []error
	for name, c := range tl.each {
		if longest, most := c.tooMany(); longest > lag {
			errs = append(errs, fmt.Errorf("%s had %d requests under way at once, more than one for %s", name, most, longest))
		}
	}
	return errors.Join(errs...)
}

func ok(http.ResponseWriter, *http.Request) {}

// after answers after a while.
func after(d time.Duration) http.HandlerFunc {
	return func(_ http.ResponseWriter, r *http.Request) {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
		}
	}
}

// hang never answers.
func hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// opens lets in who has the password. The path of the question whether it is alive needs none.
func opens(w http.ResponseWriter, r *http.Request) {
	if path.Dir(r.URL.Path) != path.Dir(authPath) {
		return
	}
	if name, word, ok := r.BasicAuth(); !ok || name != username || word != password {
		w.WriteHeader(http.StatusUnauthorized)
	}
}
