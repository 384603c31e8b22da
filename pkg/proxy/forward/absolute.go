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
	"connectors.alauda.io/pkg/proxy/reverse"
	"connectors.alauda.io/pkg/target"
)

// absolute serves a request in absolute form, or gives an API error. The host of its URL decides; net/http has dropped its
// Host header, as RFC 9112 (3.2.2) asks of a proxy.
func (h *Handler) absolute(w http.ResponseWriter, r *http.Request) error {
	record := audit.Of(r.Context())
	record.Mode = audit.ModeForward
	origin, err := originOf(r)
	if err != nil {
		return err
	}
	verbs, ok := clientauth.Verbs(r.Method, httpstream.IsUpgradeRequest(r))
	if !ok {
		return refusal.MethodNotAllowed()
	}
	who, err := callerOf(r)
	if err != nil {
		return err
	}
	who.note(record)
	grant, err := h.config.Gate.Admit(r.Context(), who.want(verbs))
	if err != nil {
		return err
	}
	defer grant.Leave()
	r = r.WithContext(grant.Context)
	if grant.Target.Unusable != nil {
		return unusable(grant.Target)
	}
	if h.send(w, r, grant.Target, origin) {
		return nil
	}
	if !h.config.AllowPassthrough {
		return elsewhere(grant.Target)
	}
	return h.pass(w, r, origin)
}

// originOf reads where a request in absolute form goes.
func originOf(r *http.Request) (target.Address, error) {
	switch {
	case r.ProtoMajor != 1:
		return target.Address{}, onlyHTTP1()
	case r.URL.Opaque != "" || r.URL.Host == "":
		return target.Address{}, apierrors.NewBadRequest("the URL of the request has no host: write it as http://host[:port]/path")
	case r.URL.User != nil:
		return target.Address{}, apierrors.NewBadRequest("the URL of the request holds user information: put it into a header")
	}
	origin, err := target.ParseAddress(r.URL.Scheme + "://" + r.URL.Host)
	if err != nil {
		return target.Address{}, apierrors.NewBadRequest("the URL of the request: " + err.Error())
	}
	return origin, nil
}

// send has the engine send a request, if the Connector has an address for it, and says whether it has. This is the one way
// to the engine, and the address that is found here is the one that is dialled.
func (h *Handler) send(w http.ResponseWriter, r *http.Request, connector *target.Target, origin target.Address) bool {
	address, rest, ok := find(connector, origin, r.URL.EscapedPath())
	if !ok {
		return false
	}
	h.config.Engine.Serve(w, r, reverse.Request{
		Target:      connector,
		Address:     address,
		EscapedPath: rest,
		RawQuery:    r.URL.RawQuery,
		// The client sees the tool under the paths that the tool itself uses.
		PublicPath: address.Prefix(),
	})
	return true
}
