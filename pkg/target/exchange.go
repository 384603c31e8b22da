// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"net/http"
	"net/url"
	"time"
)

// Exchanger is an Injector whose credential is not put on requests as it is: it is exchanged for something else first, in
// requests of its own. Whoever sends requests asks an Injector whether it is one, and calls Exchange in place of Inject.
type Exchanger interface {
	Injector
	// Exchange has req sent by send, with the credential, and gives the answer of the tool; the requirements on req are
	// those of Inject. It may send requests of its own before, and req once more if it has no body. Its error is one of
	// send, or an *ExchangeError. It closes no body of req.
	Exchange(req *http.Request, send Send) (*http.Response, error)
}

// Send sends a request of an Exchanger, over the same guarded connections as all requests to the tool. A request whose URL
// is at none of the Target's addresses is not sent: the error is an *ElsewhereError. It may be called concurrently, and
// after Exchange has returned.
type Send func(req *http.Request) (*http.Response, error)

// ElsewhereError says that a request was not sent because its URL is at none of a Connector's addresses.
type ElsewhereError struct {
	// Place is scheme, host and port that the URL names; the zero Address if it names none.
	Place Address
}

// Error implements error.
func (e *ElsewhereError) Error() string {
	if e.Place.IsZero() {
		return "the URL is at none of the addresses of the Connector"
	}
	return e.Place.String() + " is none of the addresses of the Connector"
}

// ExchangeError says why there is nothing that a request could be sent with.
type ExchangeError struct {
	// Code is the HTTP status for the client.
	Code int
	// Reason is in CamelCase. Message is for people, and holds neither a credential nor words of the tool.
	Reason, Message string
	// RetryAfter is when it may be tried again; zero when nobody has said.
	RetryAfter time.Duration
	// Err is the error of send where there is one. It decides on Code and completes Message. Its text may hold anything.
	Err error
}

// Error implements error.
func (e *ExchangeError) Error() string { return e.Message }

// Unwrap gives Err.
func (e *ExchangeError) Unwrap() error { return e.Err }

// CheckPlace gives an *ElsewhereError unless a URL, and the Host header that goes with it (empty for that of the URL), is at
// one of the Target's addresses.
func (t *Target) CheckPlace(u *url.URL, hostHeader string) error {
	if t.Address.Matches(u, hostHeader) {
		return nil
	}
	for _, extension := range t.Extensions {
		if extension.Matches(u, hostHeader) {
			return nil
		}
	}
	place, err := ParseAddress(u.Scheme + "://" + u.Host)
	if err != nil {
		return &ElsewhereError{}
	}
	return &ElsewhereError{Place: place}
}
