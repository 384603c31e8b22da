// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"net/http"

	"connectors.alauda.io/pkg/target"
)

const (
	// maxRedirects is how many redirects are followed for one probe.
	maxRedirects = 10
	notAURL      = "the tool redirected to something that is no URL"
)

// redirectError says why a redirect is not followed. Its text is made by this package.
type redirectError struct{ msg string }

// Error implements error.
func (e *redirectError) Error() string { return e.msg }

// checkRedirect judges where the next request of a trip goes. via are the requests before it.
func (t *trip) checkRedirect(req *http.Request, via []*http.Request) error {
	revealing := t.plan.fence.HoldsURL(req.URL)
	next, err := redirectOrigin(req)
	if err != nil {
		return err
	}
	t.atHome = t.atHome && next == t.plan.origin
	t.abroad = t.abroad || next.Host() != t.plan.origin.Host()
	t.reached = t.name(next, revealing)
	switch {
	case len(via) > maxRedirects:
		return &redirectError{"the tool redirected more than 10 times: it redirects in a loop, or it wants cookies"}
	case t.atHome:
		return nil
	case req.Method != http.MethodGet:
		return &redirectError{"the tool redirected a " + http.MethodPost +
			" request to another scheme, host or port, and only GET requests follow there"}
	case revealing:
		return &redirectError{"the tool redirected to another scheme, host or port with the credential in the URL"}
	}
	return nil
}

// redirectOrigin brings the URL of a redirect into canonical form, so that what is judged is what is dialled. Blanks in
// its query, which url.Parse lets pass, would break the request line.
func redirectOrigin(req *http.Request) (target.Address, error) {
	u := req.URL
	next, err := parseOrigin(u.Scheme, u.Host)
	if err != nil || u.User != nil || u.Opaque != "" {
		return target.Address{}, &redirectError{"the tool redirected to something that is no http or https URL with a plain host"}
	}
	u.Host, u.RawQuery = next.Authority(), escapedQuery(u.RawQuery)
	return next, nil
}

// name is empty for the origin, and for places that a tool may have named after the credential.
func (t *trip) name(next target.Address, revealing bool) string {
	if next == t.plan.origin || revealing {
		return ""
	}
	return next.String()
}
