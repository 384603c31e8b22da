// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"errors"
	"maps"
	"net/http"

	"connectors.alauda.io/pkg/proxy/audit"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/target"
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
	audit.Of(x.Context).Upstream = x.Address.Scheme() + "://" + x.Address.HostPort()
	if exchanger, ok := x.Target.Injector.(target.Exchanger); ok {
		return t.exchange(x, exchanger, req)
	}
	if x.Target.Injector != nil {
		if err := x.Target.Injector.Inject(req); err != nil {
			closeBody(out)
			return nil, err
		}
	}
	return t.send(useOf(req), x, req)
}

// exchange has a request sent by an Injector that sends requests of its own as well. Each of them is matched here, whatever
// its URL was made from.
func (t *roundTripper) exchange(x *exchange, exchanger target.Exchanger, req *http.Request) (*http.Response, error) {
	res, err := exchanger.Exchange(req, func(req *http.Request) (*http.Response, error) {
		if err := x.Target.CheckPlace(req.URL, req.Host); err != nil {
			return nil, err
		}
		return t.send(useOf(req), x, req)
	})
	if err != nil {
		closeBody(req)
	}
	return res, err
}

// useOf says over which connections a request to a tool is sent.
func useOf(req *http.Request) upstream.Use {
	switch {
	case isUpgrade(req.Header):
		return upstream.UseUpgrade
	case req.URL.Scheme == "http" && isGRPC(req):
		return upstream.UseH2C
	default:
		return upstream.UseGeneral
	}
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
	if req.Body != nil && req.Body != http.NoBody && x.client != nil {
		x.body = newClientBody(req.Body, x.client)
		req.Body = x.body
	}
	return req
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}
