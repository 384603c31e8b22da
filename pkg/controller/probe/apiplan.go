// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"context"
	"net/http"
	"strings"

	"connectors.alauda.io/pkg/target"
)

// apiProbe is a request to the class API.
type apiProbe struct {
	path string
}

// plan implements planner.
func (p apiProbe) plan(ctx context.Context, in Input) *Plan {
	secrets := newFence(in.Secret)
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
	header, err := pluginHeader(in.connector().Spec.Address, in.SecretType, in.Secret)
	if err != nil {
		return settle(ctx, secrets, unsendable+err.Error())
	}
	origin, err := parseOrigin(base.Scheme(), base.Authority())
	if err != nil {
		return settle(ctx, secrets, "the address of the class API cannot be used: "+err.Error())
	}
	return &Plan{
		origin: origin, subject: theClassAPI, roots: in.API.Roots, rootsID: in.API.RootsID,
		place:   place(http.MethodGet, origin, u, secrets.holdsURL(u)),
		request: prototype(http.MethodGet, u, completed(header)),
		fence:   newFence(in.Secret, header.Get(pluginSecret)),
		expects: expectation{only200: true, advice: advice(in, in.Secret != nil)},
	}
}
