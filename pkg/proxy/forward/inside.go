// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"net/http"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/streaming/pkg/httpstream"

	"connectors.alauda.io/pkg/proxy/audit"
	"connectors.alauda.io/pkg/proxy/clientauth"
	"connectors.alauda.io/pkg/proxy/refusal"
)

// serveInside serves a request that came through a tunnel.
func (h *Handler) serveInside(w http.ResponseWriter, r *http.Request) {
	err := h.inside(w, r)
	if err == nil {
		return
	}
	if apierrors.IsUnauthorized(err) {
		// The token of the tunnel is not good any more. A new one begins with a CONNECT, of which clients understand a 407.
		w.Header().Set("Connection", "close")
	}
	refusal.WriteAsProxy(w, r, err)
}

// inside has the engine send a request, or gives an API error. Each request is asked about by itself: the tunnel may be old.
func (h *Handler) inside(w http.ResponseWriter, r *http.Request) error {
	t := tunnelOf(r.Context())
	record := audit.Of(r.Context())
	record.Mode = audit.ModeTunnel
	t.who.note(record)
	verbs, ok := clientauth.Verbs(r.Method, httpstream.IsUpgradeRequest(r))
	if !ok {
		return refusal.MethodNotAllowed()
	}
	if !t.agrees(r) {
		return misdirected(t)
	}
	grant, err := h.config.Gate.Admit(r.Context(), t.who.want(verbs))
	if err != nil {
		return err
	}
	defer grant.Leave()
	if grant.Target.Unusable != nil {
		return unusable(grant.Target)
	}
	if !h.send(w, r.WithContext(grant.Context), grant.Target, t.origin) {
		return elsewhere(grant.Target)
	}
	return nil
}

// agrees says whether all that names the host of a request names that of the tunnel: Host or :authority, each of them where
// HTTP/2 has both, and the URL of a request in absolute form. The :scheme of HTTP/2 is not among them: net/http does not show
// it, and nothing of ours looks at it.
func (t *tunnel) agrees(r *http.Request) bool {
	if !isFor(t.origin, r.Host) {
		return false
	}
	for _, host := range r.Header["Host"] {
		if !isFor(t.origin, host) {
			return false
		}
	}
	u := r.URL
	switch {
	case u.User != nil || u.Opaque != "":
		return false
	case u.Host != "":
		return t.origin.SameOrigin(u)
	}
	return u.Scheme == ""
}
