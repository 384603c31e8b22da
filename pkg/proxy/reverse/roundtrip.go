// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"errors"
	"maps"
	"net/http"

	"connectors.alauda.io/pkg/proxy/upstream"
)

// errNoMatch says that a request was about to leave for a place that is none of the Connector's. It cannot happen as
// long as the code before this point is right.
var errNoMatch = errors.New("the request does not match the address of its Connector")

// roundTripper is where the credential is put on requests, and the last place before the wire. What is above it, the
// ReverseProxy and its error handler included, never sees the credential.
type roundTripper struct {
	transports *upstream.Transports
}

// RoundTrip implements http.RoundTripper for requests with an exchange.
func (t *roundTripper) RoundTrip(out *http.Request) (*http.Response, error) {
	x := exchangeOf(out.Context())
	res, err := t.sendWithCredential(x, out)
	if err == nil && x.Subresource && isRedirect(res) {
		res, err = t.followAll(x, out, res)
	}
	if err != nil {
		return nil, err
	}
	// The transport's own request holds the credential.
	res.Request = out
	return res, nil
}

func (t *roundTripper) sendWithCredential(x *exchange, out *http.Request) (*http.Response, error) {
	req := x.upstreamRequest(out, maps.Clone(out.Header))
	if !x.Address.Matches(req.URL, req.Host) {
		closeBody(out)
		return nil, errNoMatch
	}
	if x.Target.Injector != nil {
		if err := x.Target.Injector.Inject(req); err != nil {
			closeBody(out)
			return nil, err
		}
	}
	use := upstream.UseGeneral
	if isUpgrade(out.Header) {
		use = upstream.UseUpgrade
	}
	return t.send(use, x, req)
}

func (t *roundTripper) send(use upstream.Use, x *exchange, req *http.Request) (*http.Response, error) {
	transport, err := t.transports.For(use, x.Target.RootsID, x.Target.Roots)
	if err != nil {
		closeBody(req)
		return nil, err
	}
	return transport.RoundTrip(req)
}

// upstreamRequest is a copy of out with a URL of its own and the given headers. Its context is the client's and not that
// of out: the latter has the trace by which ReverseProxy passes 1xx answers to the client, past every filter.
func (x *exchange) upstreamRequest(out *http.Request, headers http.Header) *http.Request {
	req := out.WithContext(x.Context)
	u := x.url
	req.URL = &u
	req.Header = headers
	return req
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}
