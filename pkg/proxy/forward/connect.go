// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"context"
	"crypto/tls"
	"net/http"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/klog/v2"

	"connectors.alauda.io/pkg/proxy/access"
	"connectors.alauda.io/pkg/proxy/audit"
	"connectors.alauda.io/pkg/target"
)

// connect serves a CONNECT until its tunnel has ended, or gives an API error.
func (h *Handler) connect(w http.ResponseWriter, r *http.Request) error {
	record := audit.Of(r.Context())
	record.Mode = audit.ModeConnect
	at, err := connectTarget(r)
	if err != nil {
		return err
	}
	who, err := callerOf(r)
	if err != nil {
		return err
	}
	who.note(record)
	release, ok := h.tunnels.enter()
	if !ok {
		return shuttingDown()
	}
	defer release()
	grant, err := h.config.Gate.Admit(r.Context(), who.want(nil))
	if err != nil {
		return err
	}
	defer grant.Leave()
	ctx, cancel := h.tunnels.bind(grant.Context)
	defer cancel()
	return h.lead(ctx, w, grant, who, at)
}

// connectTarget reads where a CONNECT leads. Its target is read as it came: net/http takes more for one.
func connectTarget(r *http.Request) (place, error) {
	if r.ProtoMajor != 1 {
		return place{}, onlyHTTP1()
	}
	if r.ContentLength != 0 || len(r.TransferEncoding) > 0 {
		return place{}, apierrors.NewBadRequest("CONNECT has no body: what follows its header belongs to the tunnel")
	}
	at, err := parsePlace(r.RequestURI)
	if err != nil {
		return place{}, apierrors.NewBadRequest(err.Error())
	}
	return at, nil
}

// lead opens the tunnel that the place asks for.
func (h *Handler) lead(ctx context.Context, w http.ResponseWriter, grant *access.Grant, who caller, at place) error {
	if grant.Target.Unusable != nil {
		return unusable(grant.Target)
	}
	secure, isSecure := addressAt(grant.Target, at, schemeHTTPS)
	plain, isPlain := addressAt(grant.Target, at, schemeHTTP)
	switch {
	case isSecure:
		leaf, err := h.config.Certificates.Leaf(at.host)
		if err != nil {
			klog.FromContext(ctx).Error(err, "There is no certificate for a tunnel", "host", at.host)
			return apierrors.NewServiceUnavailable("the proxy has no certificate for this host at the moment: try again")
		}
		return h.terminate(ctx, w, newTunnel(who, secure, leaf), plain)
	case isPlain:
		return h.terminate(ctx, w, newTunnel(who, plain, nil), plain)
	case h.config.AllowPassthrough:
		record := audit.Of(ctx)
		record.Mode, record.Upstream = audit.ModePassthrough, at.String()
		return h.passTunnel(ctx, w, at)
	}
	return elsewhere(grant.Target)
}

// terminate serves the requests inside a tunnel to an address of the Connector. Where there is a plain one, the first byte
// of the client says whether it is meant. A client that begins with TLS wants to be sure of its tool's name, and if the tool
// has no certificate it gets none of ours in its place.
func (h *Handler) terminate(ctx context.Context, w http.ResponseWriter, t *tunnel, plain target.Address) error {
	var err error
	if t.opened, err = open(w); err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { _ = t.Close() })()
	defer func() { _ = t.Close() }()
	if !plain.IsZero() {
		isTLS, err := t.beginsTLS()
		if err != nil || isTLS && t.leaf == nil {
			return nil // The client has gone, says nothing or wants what there is not: nobody can be told.
		}
		if !isTLS {
			t.origin, t.leaf = plain, nil
		}
	}
	h.tunnels.serve(ctx, t)
	return nil
}

// tlsConfig is that of all tunnels. The name that the client asks for is compared in GetConfigForClient: a resumed session
// needs no certificate.
func tlsConfig() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"h2", "http/1.1"},
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			if t, ok := hello.Conn.(*tunnel); !ok || !t.isNamed(hello.ServerName) {
				return nil, errOtherName
			}
			return nil, nil //nolint:nilnil // This is how the library is told to go on with the one that it has.
		},
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			if t, ok := hello.Conn.(*tunnel); ok && t.leaf != nil {
				return t.leaf, nil
			}
			return nil, errOtherName
		},
	}
}
