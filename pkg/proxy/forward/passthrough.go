// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"strings"

	"connectors.alauda.io/pkg/header"
	"connectors.alauda.io/pkg/proxy/audit"
	"connectors.alauda.io/pkg/proxy/refusal"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/target"
)

// errUnaskedUpgrade says that a host has switched protocols although nobody asked. Its bytes would take the place of answers
// on a connection of the client that carries requests for others, and their tokens.
var errUnaskedUpgrade = errors.New("malformed answer: the host switched protocols without being asked")

// pass sends a request in absolute form to a host that belongs to no Connector, or gives an API error.
func (h *Handler) pass(w http.ResponseWriter, r *http.Request, origin target.Address) error {
	if origin.Scheme() != schemeHTTP {
		return refusal.New(http.StatusForbidden, "Forbidden",
			"a host that belongs to no Connector is reached over https by CONNECT only")
	}
	record := audit.Of(r.Context())
	record.Mode, record.Upstream = audit.ModePassthrough, schemeHTTP+"://"+origin.HostPort()
	h.passthrough.ServeHTTP(w, r)
	return nil
}

// newPassthrough makes the proxy for such requests. It follows no redirects and adds nothing to a request.
func newPassthrough(transports Transports) *httputil.ReverseProxy {
	return &httputil.ReverseProxy{
		Rewrite:        func(p *httputil.ProxyRequest) { withoutProxyHeaders(p.Out) },
		Transport:      passTransport{transports},
		ModifyResponse: refuseUnaskedUpgrade,
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			refusal.WriteAsProxy(w, r, unreachable(err))
		},
		// Errors in the middle of a body: the client sees the connection break.
		ErrorLog: log.New(io.Discard, "", 0),
	}
}

// withoutProxyHeaders takes from a request what is between the client and us, in each spelling that some servers take for the
// same. Hop-by-hop headers are gone already. The client's own Authorization is for the host.
func withoutProxyHeaders(r *http.Request) {
	for name := range r.Header {
		if strings.Contains(name, "_") && header.BelongsToConnection(name) {
			delete(r.Header, name)
		}
	}
	for _, name := range []string{proxyAuthorization, "Proxy-Connection", "Proxy-Authenticate"} {
		r.Header.Del(name)
	}
}

func refuseUnaskedUpgrade(res *http.Response) error {
	if res.StatusCode == http.StatusSwitchingProtocols && res.Request.Header.Get("Upgrade") == "" {
		return errUnaskedUpgrade
	}
	return nil
}

// passTransport dials under upstream.PolicyPassthrough, with the system's authorities.
type passTransport struct{ transports Transports }

// RoundTrip implements http.RoundTripper.
func (p passTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	transport, err := p.transports.For(upstream.UsePassthrough, "", nil)
	if err != nil {
		if r.Body != nil {
			_ = r.Body.Close()
		}
		return nil, err
	}
	return transport.RoundTrip(r)
}
