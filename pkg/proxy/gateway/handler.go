// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"errors"
	"net/http"

	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/streaming/pkg/httpstream"

	"connectors.alauda.io/pkg/proxy/clientauth"
	"connectors.alauda.io/pkg/proxy/reverse"
	"connectors.alauda.io/pkg/proxy/route"
	"connectors.alauda.io/pkg/target"
)

// Targets gives Connectors that are ready for use.
type Targets interface {
	// Get gives the Target of a Connector, or an API error.
	Get(ctx context.Context, namespace, name string) (*target.Target, error)
}

// Engine sends a request to a tool.
type Engine interface {
	Serve(w http.ResponseWriter, r *http.Request, use reverse.Request)
}

// Authenticator says who a token stands for, or gives an API error.
type Authenticator interface {
	Authenticate(ctx context.Context, token target.Credential) (user.Info, error)
}

// Authorizer gives an API error unless a user may use a tool.
type Authorizer interface {
	Authorize(ctx context.Context, access clientauth.Access) error
}

// Services knows which Connector a proxy Service belongs to.
type Services interface {
	// Connector gives the name of the Connector, empty when none is known, or ErrAmbiguous.
	Connector(namespace, service string) (string, error)
}

// Config is what a Handler is made from. All of it is required.
type Config struct {
	Targets       Targets
	Engine        Engine
	Authenticator Authenticator
	Authorizer    Authorizer
	Services      Services
}

// Handler takes requests of workloads to tools. It is safe for concurrent use.
type Handler struct {
	config Config
}

// NewHandler makes a Handler. It starts nothing.
func NewHandler(config Config) (*Handler, error) {
	if config.Targets == nil || config.Engine == nil || config.Authenticator == nil || config.Authorizer == nil || config.Services == nil {
		return nil, errors.New("gateway.Config: a field is not set, and all are needed")
	}
	return &Handler{config: config}, nil
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	use, err := h.admit(r)
	if err != nil {
		answer(w, r, err)
		return
	}
	h.config.Engine.Serve(w, r, use)
}

// admit says how a request is to be forwarded, or gives an API error.
func (h *Handler) admit(r *http.Request) (reverse.Request, error) {
	verbs, ok := clientauth.Verbs(r.Method, httpstream.IsUpgradeRequest(r))
	if !ok {
		return reverse.Request{}, methodNotAllowed()
	}
	where, err := route.Parse(r.Host, r.URL.EscapedPath())
	if err != nil {
		return reverse.Request{}, misrouted(err)
	}
	token, err := clientauth.TokenOf(r)
	if err != nil {
		return reverse.Request{}, err
	}
	who, err := h.config.Authenticator.Authenticate(r.Context(), token)
	if err != nil {
		return reverse.Request{}, err
	}
	connector, err := h.authorize(r.Context(), who, verbs, where)
	if err != nil {
		return reverse.Request{}, err
	}
	return reverse.Request{
		Target:      connector,
		Address:     connector.Address,
		EscapedPath: where.Path,
		RawQuery:    r.URL.RawQuery,
		PublicPath:  where.Public,
	}, nil
}

// authorize gives the Target of the Connector that is meant, if the user may use it.
func (h *Handler) authorize(ctx context.Context, who user.Info, verbs []string, where route.Route) (*target.Target, error) {
	name, err := h.connector(where)
	access := clientauth.Access{User: who, Namespace: where.Namespace, Connector: name, Verbs: verbs}
	if refusal := h.config.Authorizer.Authorize(ctx, access); refusal != nil {
		return nil, refusal
	}
	if err != nil {
		return nil, undecided(err)
	}
	found, err := h.config.Targets.Get(ctx, where.Namespace, name)
	if err != nil {
		return nil, missing(err, where)
	}
	return found, nil
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
