// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package tool

import (
	"maps"
	"net/http"
	"net/url"

	"connectors.alauda.io/pkg/classapi/failure"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/target"
)

// Tool sends requests to the tool of one call. It is immutable and safe for concurrent use, and of no use after the call.
type Tool struct {
	// Address is where the tool is.
	Address target.Address
	// SecretType is the type of the credential; empty when the Connector's class says nothing of one.
	SecretType string

	connections *Connections
	// own is all of the addresses of the Connector. Who has the tool asks at Address; at others are token services.
	own       *target.Target
	trusted   authorities
	secret    map[string]target.Credential // nil for a tool that is used without a credential
	injector  target.Injector              // nil when nothing is put on requests
	limit     int64                        // of the bodies of answers in bytes, zero for none
	userAgent string                       // what we are called
}

var _ http.RoundTripper = &Tool{}

// Anonymous says whether there is no credential.
func (t *Tool) Anonymous() bool { return t.secret == nil }

// AsGit gives the tool for Git over HTTP: a bearer token is sent as the password of Basic authentication. Its error is an
// *apierrors.StatusError.
func (t *Tool) AsGit() (*Tool, error) {
	asGit, err := t.as(git)
	if err != nil {
		return nil, err
	}
	// Some forges speak the Git protocol with who calls himself git only, and show all others a page.
	asGit.userAgent = "git/2.0 (" + t.userAgent + ")"
	return asGit, nil
}

// AsRegistry gives the tool for the distribution API: user name and password are exchanged for tokens if the registry asks for
// them, and tokens for everybody are used without a credential. Its error is an *apierrors.StatusError.
func (t *Tool) AsRegistry() (*Tool, error) { return t.as(registry) }

func (t *Tool) as(by protocol) (*Tool, error) {
	injector, err := t.inject(by)
	if err != nil {
		return nil, err
	}
	other := *t
	other.injector = injector
	return &other, nil
}

// Limited gives the tool with answers whose bodies end with a *TooLargeError after so many bytes.
func (t *Tool) Limited(bytes int64) *Tool {
	other := *t
	other.limit = bytes
	return &other
}

// URL gives the URL of an escaped path below the address, with a query; its error is an *apierrors.StatusError with code 400.
func (t *Tool) URL(escapedPath, rawQuery string) (*url.URL, error) {
	u, err := t.Address.URL(escapedPath, rawQuery)
	if err != nil {
		return nil, failure.New(http.StatusBadRequest, reasonUnusable, "what to ask for at the tool's address: "+err.Error())
	}
	return &u, nil
}

// RoundTrip implements http.RoundTripper: it sends a request with the credential, and follows no redirect. A URL that is not
// at the tool's address is an *target.ElsewhereError; what other errors mean, Failure says.
func (t *Tool) RoundTrip(req *http.Request) (*http.Response, error) {
	if !t.Address.Matches(req.URL, req.Host) {
		closeBody(req)
		return nil, t.elsewhere(req)
	}
	answer, err := t.sendWithCredential(t.copyOf(req))
	if err != nil {
		closeBody(req)
		return nil, err
	}
	// The request that was sent holds the credential.
	answer.Request = req
	return t.bounded(answer)
}

// elsewhere says where a request would have gone.
func (t *Tool) elsewhere(req *http.Request) error {
	only := target.Target{Address: t.Address}
	return only.CheckPlace(req.URL, req.Host)
}

// copyOf is a request that the credential can be put on.
func (t *Tool) copyOf(req *http.Request) *http.Request {
	out := req.WithContext(req.Context())
	u := *req.URL
	out.URL = &u
	out.Header = maps.Clone(req.Header)
	if out.Header == nil {
		out.Header = http.Header{}
	}
	if t.userAgent != "" {
		out.Header["User-Agent"] = []string{t.userAgent}
	}
	return out
}

func (t *Tool) sendWithCredential(req *http.Request) (*http.Response, error) {
	if exchanger, ok := t.injector.(target.Exchanger); ok {
		return exchanger.Exchange(req, t.send)
	}
	if t.injector != nil {
		if err := t.injector.Inject(req); err != nil {
			return nil, err
		}
	}
	return t.send(req)
}

// send is where everything leaves, requests to the token services of registries among it.
func (t *Tool) send(req *http.Request) (*http.Response, error) {
	use := upstream.UseGeneral
	if err := t.own.CheckPlace(req.URL, req.Host); err != nil {
		if !t.Anonymous() {
			return nil, err
		}
		if !t.Address.SameOrigin(req.URL) {
			use = upstream.UseRedirect
		}
	}
	transport, err := t.connections.config.Transports.For(use, t.trusted.id, t.trusted.pool)
	if err != nil {
		return nil, err
	}
	return transport.RoundTrip(req)
}

// closeBody is called more than once for some requests, as http.RoundTripper allows.
func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}
