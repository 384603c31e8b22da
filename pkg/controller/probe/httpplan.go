// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"connectors.alauda.io/pkg/target"
	"connectors.alauda.io/pkg/target/fence"
)

const unsendable = "the probe of the class cannot be sent: "

// httpRequest is a rendered probe.
type httpRequest struct {
	origin  target.Address
	url     *url.URL
	headers headerSet
	// secretPath is true when the Secret has a part in the URL; secrets are all values that it has a part in.
	secretPath bool
	secrets    []string
}

// plan implements planner.
func (p *httpProbe) plan(ctx context.Context, in Input) *Plan {
	r, err := p.render(ctx, in)
	if err != nil {
		return settle(ctx, fence.New(in.Secret), unsendable+err.Error())
	}
	guarded := fence.New(in.Secret, r.secrets...)
	return &Plan{
		origin: r.origin, subject: theTool, roots: in.Roots, rootsID: in.RootsID,
		place:   place(p.method, r.origin, r.url, r.secretPath || guarded.HoldsURL(r.url)),
		request: prototype(p.method, r.url, r.headers.all),
		follows: p.follows, onward: r.headers.onward, fence: guarded,
		expects: expectation{
			expression: p.expression, readsBody: p.readsBody, advice: advice(in, len(r.secrets) > 0),
		},
	}
}

func (p *httpProbe) render(ctx context.Context, in Input) (*httpRequest, error) {
	ctx, cancel := context.WithTimeout(ctx, planTime)
	defer cancel()
	origin, err := p.origin(in.Address)
	if err != nil {
		return nil, err
	}
	// The one place that decides whether templates see the Secret.
	atHome := in.Address.SameOrigin(&url.URL{Scheme: origin.Scheme(), Host: origin.Authority()})
	rendering := newRendering(ctx, in, atHome, p.bare)
	path, err := rendering.execute(p.path)
	if err != nil {
		return nil, err
	}
	headers, err := rendering.headers(p.headers)
	if err != nil {
		return nil, err
	}
	u, err := requestURL(origin, path.text)
	if err != nil {
		return nil, fmt.Errorf("path: %w", err)
	}
	r := &httpRequest{origin: origin, url: u, headers: headers, secretPath: path.secret, secrets: headers.secrets}
	if path.secret {
		r.secrets = append(r.secrets, path.text, u.EscapedPath(), u.RawQuery)
	}
	return r, nil
}

// prototype gives requests that share URL and headers: neither net/http nor this package changes them.
func prototype(method string, u *url.URL, header http.Header) func(context.Context) *http.Request {
	return func(ctx context.Context) *http.Request {
		request := &http.Request{
			Method: method, URL: u, Host: u.Host, Header: header,
			Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		}
		return request.WithContext(ctx)
	}
}

// place says what was asked, without the query. The path is left out when it may hold a credential.
func place(method string, origin target.Address, u *url.URL, secret bool) string {
	path := u.EscapedPath()
	if secret {
		path = ""
	}
	return shortened(method+" "+origin.String()+path, maxPlaceBytes)
}

// advice says what a refusal of the tool means.
func advice(in Input, carriesCredential bool) string {
	switch {
	case carriesCredential:
		return "the tool rejects the credential: check the Secret"
	case in.refersToSecret():
		return "the tool asks for a credential, and this probe carries none"
	default:
		return "the tool asks for a credential, and the Connector has none"
	}
}
