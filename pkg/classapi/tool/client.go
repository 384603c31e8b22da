// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package tool

import (
	"net/http"

	"connectors.alauda.io/pkg/target"
)

// maxRedirects is how many redirects are followed for one request.
const maxRedirects = 5

// redirectError says why a redirect was not followed.
type redirectError struct{ message string }

// Error implements error.
func (e *redirectError) Error() string { return e.message }

// Client gives a client that sends over the tool, and follows redirects of GET and HEAD to URLs at the tool's address. Where a
// request came to in the end is in the Request of the answer. The client has no timeout: the context of a request has.
func (t *Tool) Client() *http.Client {
	return &http.Client{Transport: t, CheckRedirect: t.checkRedirect}
}

func (t *Tool) checkRedirect(next *http.Request, before []*http.Request) error {
	first := before[0]
	switch {
	case first.Method != http.MethodGet && first.Method != http.MethodHead:
		return &redirectError{"the tool redirected a request that is no GET, which is not followed"}
	case len(before) > maxRedirects:
		return &redirectError{"the tool redirected more than 5 times: it redirects in a loop, or it wants cookies"}
	}
	only := target.Target{Address: t.Address}
	return only.CheckPlace(next.URL, next.Host)
}
