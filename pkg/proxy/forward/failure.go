// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/proxy/refusal"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/target"
)

// onlyHTTP1 is for what a client can ask of a proxy over HTTP/2, but hardly one does.
func onlyHTTP1() error {
	return refusal.New(http.StatusNotImplemented, "NotImplemented",
		"the forward proxy is spoken to with HTTP/1.1: inside a tunnel HTTP/2 may be used")
}

// misdirected is for a request inside a tunnel that is not for the host to which the tunnel leads.
func misdirected(t *tunnel) error {
	return refusal.New(http.StatusMisdirectedRequest, "MisdirectedRequest",
		"this tunnel leads to "+t.origin.Scheme()+"://"+t.origin.Authority()+": open another one for a request to another host, scheme or port")
}

// elsewhere is for what is none of a Connector's addresses. Whoever reads it may get the Connector.
func elsewhere(t *target.Target) error {
	return refusal.New(http.StatusForbidden, metav1.StatusReasonForbidden, fmt.Sprintf(
		"this is none of the addresses of connector %s/%s, and other places are not forwarded to: it is for %s",
		t.Namespace, t.Name, listed(t)))
}

func listed(t *target.Target) string {
	var all []string
	for _, address := range addresses(t) {
		all = append(all, address.String())
	}
	slices.Sort(all)
	return strings.Join(slices.Compact(all), ", ")
}

// unusable is the answer of the engine for a Connector that cannot be used, for what does not reach the engine.
func unusable(t *target.Target) error {
	return &apierrors.StatusError{ErrStatus: refusal.Unusable(t, t.Unusable)}
}

// unreachable is for a host that belongs to no Connector and cannot be reached.
func unreachable(err error) error {
	failure := upstream.Classify(err)
	return refusal.New(failure.Code, metav1.StatusReason(failure.Reason), "passthrough: "+failure.Message)
}

func shuttingDown() error {
	return apierrors.NewServiceUnavailable("the proxy is shutting down: try again")
}
