// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"errors"
	"net/http"

	"k8s.io/streaming/pkg/httpstream"

	"connectors.alauda.io/pkg/proxy/access"
	"connectors.alauda.io/pkg/proxy/audit"
	"connectors.alauda.io/pkg/proxy/clientauth"
	"connectors.alauda.io/pkg/proxy/forward"
	"connectors.alauda.io/pkg/proxy/refusal"
	"connectors.alauda.io/pkg/proxy/reverse"
	"connectors.alauda.io/pkg/proxy/route"
	"connectors.alauda.io/pkg/target"
)

// Engine sends a request to a tool.
type Engine interface {
	Serve(w http.ResponseWriter, r *http.Request, use reverse.Request)
}

// Gate lets callers use Connectors. *access.Gate is one.
type Gate interface {
	// Recognize says who a token stands for, or gives an API error.
	Recognize(ctx context.Context, token target.Credential) (*clientauth.Caller, error)
	// Authorize gives an API error unless the caller may.
	Authorize(ctx context.Context, want access.Want) error
	// Admit lets a caller use a Connector, or gives an API error.
	Admit(ctx context.Context, want access.Want) (*access.Grant, error)
}

// Services knows which Connector a proxy Service belongs to.
type Services interface {
	// Connector gives the name of the Connector, empty when none is known, or ErrAmbiguous.
	Connector(namespace, service string) (string, error)
}

// Config is what a Handler is made from. All of it is required.
type Config struct {
	Gate     Gate
	Engine   Engine
	Services Services
	// Forward takes the requests that are for a forward proxy.
	Forward http.Handler
}

// Handler takes requests of workloads to tools. It is safe for concurrent use.
type Handler struct {
	config Config
}

// NewHandler makes a Handler. It starts nothing.
func NewHandler(config Config) (*Handler, error) {
	if config.Gate == nil || config.Engine == nil || config.Services == nil || config.Forward == nil {
		return nil, errors.New("gateway.Config: a field is not set, and all are needed")
	}
	return &Handler{config: config}, nil
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.TLS != nil {
		r = r.WithContext(clientauth.WithTLS(r.Context()))
	}
	if forward.Applies(r) {
		h.config.Forward.ServeHTTP(w, r)
		return
	}
	if err := h.serve(w, r); err != nil {
		refusal.Write(w, r, err)
	}
}

// serve answers a request, or gives the API error to answer it with.
func (h *Handler) serve(w http.ResponseWriter, r *http.Request) error {
	verbs, ok := clientauth.Verbs(r.Method, httpstream.IsUpgradeRequest(r))
	if !ok {
		return refusal.MethodNotAllowed()
	}
	where, err := route.Parse(r.Host, r.URL.EscapedPath())
	if err != nil {
		return misrouted(err)
	}
	if where.Ping {
		return h.ping(w, r)
	}
	record := audit.Of(r.Context())
	record.Namespace, record.Connector = where.Namespace, where.Connector
	token, err := clientauth.TokenOf(r)
	if err != nil {
		return err
	}
	grant, err := h.admit(r.Context(), where, access.Want{Token: token, Namespace: where.Namespace, Verbs: verbs})
	if err != nil {
		return err
	}
	defer grant.Leave()
	h.config.Engine.Serve(w, r.WithContext(grant.Context), reverse.Request{
		Target:      grant.Target,
		Address:     grant.Target.Address,
		EscapedPath: where.Path,
		RawQuery:    r.URL.RawQuery,
		PublicPath:  where.Public,
		Registry:    where.Registry,
	})
	return nil
}

// admit lets the caller use the Connector that is meant.
func (h *Handler) admit(ctx context.Context, where route.Route, want access.Want) (*access.Grant, error) {
	name, err := h.connector(where)
	want.Connector = name
	audit.Of(ctx).Connector = name
	if err != nil {
		if refused := h.config.Gate.Authorize(ctx, want); refused != nil {
			return nil, refused
		}
		return nil, undecided(err)
	}
	grant, err := h.config.Gate.Admit(ctx, want)
	return grant, missing(err, where)
}

// connector is the name of the Connector that is meant. With an error comes the one that the Host seems to name, for which
// the caller must have rights before he is told of the error.
func (h *Handler) connector(where route.Route) (string, error) {
	if where.Service == "" {
		return where.Connector, nil
	}
	owner, err := h.config.Services.Connector(where.Namespace, where.Service)
	if owner == "" {
		// It may be so new that only a live look-up finds it.
		return where.Connector, err
	}
	return owner, nil
}
