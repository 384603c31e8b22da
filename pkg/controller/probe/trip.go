// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"context"
	"net/http"

	"connectors.alauda.io/pkg/proxy/upstream"
)

// trip is one run of a plan: the request and the redirects it meets. It is used by one goroutine.
type trip struct {
	plan       *Plan
	transports *upstream.Transports
	// atHome is true while scheme, host and port are those of the first request. Once false it stays so.
	atHome bool
	// abroad is true once the host is another one. Once true it stays so.
	abroad bool
	// reached names where the last redirect led, empty at home and when the name may not be shown.
	reached string
}

func newTrip(plan *Plan, transports *upstream.Transports) *trip {
	return &trip{plan: plan, transports: transports, atHome: true}
}

// sendError is an error of a transport.
type sendError struct{ err error }

// Error implements error.
func (e *sendError) Error() string { return e.err.Error() }

// Unwrap gives the error of the transport.
func (e *sendError) Unwrap() error { return e.err }

// send gets the answer to judge.
func (t *trip) send(ctx context.Context) (*http.Response, error) {
	req := t.plan.request(ctx)
	if !t.plan.follows {
		return t.RoundTrip(req)
	}
	client := http.Client{Transport: t, CheckRedirect: t.checkRedirect}
	res, err := client.Do(req)
	if err != nil {
		// The body of an answer that comes with an error is closed.
		return nil, err
	}
	return res, nil
}

// RoundTrip implements http.RoundTripper with the connections and the headers for where the trip has led. Headers that
// net/http puts together for a redirect are not used: they name the page that one comes from, whose query may hold the
// credential, and go by the spelling of hosts.
func (t *trip) RoundTrip(req *http.Request) (*http.Response, error) {
	use := upstream.UseGeneral
	if t.abroad {
		use = upstream.UseRedirect
	}
	transport, err := t.transports.For(use, t.plan.rootsID, t.plan.roots)
	if err != nil {
		return nil, &sendError{err: err}
	}
	if req.Response != nil {
		req = req.WithContext(req.Context())
		req.Header = t.header()
	}
	res, err := transport.RoundTrip(req)
	if err != nil {
		return nil, &sendError{err: err}
	}
	return res, nil
}

// header is what goes with a request after a redirect.
func (t *trip) header() http.Header {
	if t.atHome {
		return t.plan.request(context.Background()).Header
	}
	return t.plan.onward
}

// place says what was asked, and where that led.
func (t *trip) place() string {
	if t.reached == "" {
		return t.plan.place
	}
	return t.plan.place + ", redirected to " + t.reached
}
