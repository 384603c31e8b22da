// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/http/httputil"
	"sync"

	"connectors.alauda.io/pkg/proxy/access"
	"connectors.alauda.io/pkg/proxy/audit"
	"connectors.alauda.io/pkg/proxy/refusal"
	"connectors.alauda.io/pkg/proxy/reverse"
	"connectors.alauda.io/pkg/proxy/upstream"
)

// Gate lets callers use Connectors. *access.Gate is one.
type Gate interface {
	// Admit lets a caller use a Connector until the Grant is left, or gives an API error.
	Admit(ctx context.Context, want access.Want) (*access.Grant, error)
}

// Engine sends a request to a tool. *reverse.Engine is one.
type Engine interface {
	Serve(w http.ResponseWriter, r *http.Request, use reverse.Request)
}

// Certificates gives certificates that clients of the proxy trust.
type Certificates interface {
	// Leaf gives one for a DNS name, or an IP address without brackets.
	Leaf(host string) (*tls.Certificate, error)
}

// Transports connect to hosts. *upstream.Transports is one.
type Transports interface {
	For(use upstream.Use, rootsID string, roots *x509.CertPool) (http.RoundTripper, error)
}

// Config is what a Handler is made from.
type Config struct {
	// Gate, Engine and Certificates are required.
	Gate         Gate
	Engine       Engine
	Certificates Certificates
	// AllowPassthrough lets clients reach hosts that belong to no Connector, without a credential. It needs Transports for
	// requests and Guard for tunnels, which dial them under upstream.PolicyPassthrough.
	AllowPassthrough bool
	Transports       Transports
	Guard            *upstream.Guard
	// Resolver resolves the hosts of passthrough tunnels; Go's own resolver when nil.
	Resolver *net.Resolver
	// Wrap is put around the handling of each request inside a tunnel, as the caller puts it around the Handler: limits, and
	// an audit.Record for each request. Requests have a record that nobody reads when it is nil.
	Wrap func(http.Handler) http.Handler
}

// dialer opens connections for passthrough tunnels.
type dialer interface {
	DialContext(ctx context.Context, network, address string) (net.Conn, error)
}

// Handler is the forward proxy. It is safe for concurrent use.
type Handler struct {
	config      Config
	dialer      dialer
	passthrough *httputil.ReverseProxy
	tunnels     *tunnels
	// buffers are those of passthrough tunnels.
	buffers sync.Pool
}

// New makes a Handler. It starts nothing.
func New(config Config) (*Handler, error) {
	if config.Gate == nil || config.Engine == nil || config.Certificates == nil {
		return nil, errors.New("forward.Config: a Gate, an Engine and Certificates are needed")
	}
	if config.AllowPassthrough && (config.Transports == nil || config.Guard == nil) {
		return nil, errors.New("forward.Config: AllowPassthrough needs Transports and a Guard")
	}
	if config.Wrap == nil {
		config.Wrap = unread
	}
	h := &Handler{config: config}
	if config.AllowPassthrough {
		h.dialer = config.Guard.NewDialer(upstream.PolicyPassthrough, 0, config.Resolver)
		h.passthrough = newPassthrough(config.Transports)
	}
	h.tunnels = newTunnels(config.Wrap(http.HandlerFunc(h.serveInside)))
	return h, nil
}

// unread gives each request a record of its own. Without it requests of one tunnel would write to that of their CONNECT.
func unread(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(audit.With(r.Context(), &audit.Record{})))
	})
}

// Applies says whether a request is one to a forward proxy: CONNECT, or with a whole URL in the place of a path.
func Applies(r *http.Request) bool {
	return r.Method == http.MethodConnect || r.URL.Scheme != "" || r.URL.Host != ""
}

// ServeHTTP implements http.Handler for requests to which Applies. For CONNECT it returns when the tunnel has ended.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	serve := h.absolute
	if r.Method == http.MethodConnect {
		serve = h.connect
	}
	if err := serve(w, r); err != nil {
		refusal.WriteAsProxy(w, r, err)
	}
}

// Shutdown takes no new tunnels, lets the requests inside the present ones end, and returns when there are no tunnels any
// more, or with an error when ctx ends before.
func (h *Handler) Shutdown(ctx context.Context) error { return h.tunnels.shutdown(ctx) }

// Close cuts all tunnels off.
func (h *Handler) Close() error { return h.tunnels.close() }
