// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"connectors.alauda.io/pkg/plugin"
	"connectors.alauda.io/pkg/target"
	"connectors.alauda.io/pkg/target/fence"
)

// apiProbe is a request to the class API.
type apiProbe struct {
	path string
}

// plan implements planner.
func (p apiProbe) plan(ctx context.Context, in Input) *Plan {
	secrets := fence.New(in.Secret)
	if in.API == nil || in.API.URL == "" {
		return settle(ctx, secrets, "the class API has no address yet")
	}
	base, err := target.ParseAddress(in.API.URL)
	if err != nil {
		return settle(ctx, secrets, "the address of the class API cannot be used: "+err.Error())
	}
	path, query, _ := strings.Cut(p.path, "?")
	u, err := below(base, path, query)
	if err != nil {
		return settle(ctx, secrets, unsendable+"api.path: "+err.Error())
	}
	newHeader := in.pluginHeader()
	header, err := newHeader()
	if err != nil {
		return settle(ctx, secrets, unsendable+err.Error())
	}
	origin, err := parseOrigin(base.Scheme(), base.Authority())
	if err != nil {
		return settle(ctx, secrets, "the address of the class API cannot be used: "+err.Error())
	}
	return &Plan{
		origin: origin, subject: theClassAPI, roots: in.API.Roots, rootsID: in.API.RootsID,
		place:   place(http.MethodGet, origin, u, secrets.HoldsURL(u)),
		request: asking(u, newHeader),
		fence:   fence.New(in.Secret, header.Get(plugin.HeaderSecret)),
		expects: expectation{only200: true, advice: advice(in, in.Secret != nil)},
	}
}

// pluginHeader gives the header of a request to the class API. It is made with each request: it may hold many certificates,
// and plans are kept.
func (in Input) pluginHeader() func() (http.Header, error) {
	baseURL, secretType, secret, custom, further := in.connector().Spec.Address, in.SecretType, in.Secret, in.CustomRoots, in.Further
	return func() (http.Header, error) {
		header := http.Header{}
		return completed(header), target.NewCall(baseURL, secretType, secret, custom).WithAddresses(further).SetHeader(header)
	}
}

// asking gives requests whose header was made before, of the same.
func asking(u *url.URL, newHeader func() (http.Header, error)) func(context.Context) *http.Request {
	return func(ctx context.Context) *http.Request {
		header, err := newHeader()
		if err != nil {
			header = completed(http.Header{})
		}
		return prototype(http.MethodGet, u, header)(ctx)
	}
}
