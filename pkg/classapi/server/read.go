// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package server

import (
	"net/http"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/classapi/endpoint"
	"connectors.alauda.io/pkg/classapi/failure"
	"connectors.alauda.io/pkg/plugin"
)

// read says what a request asks, and of which tool. Its error is an *apierrors.StatusError.
func (h *handler) read(e endpoint.Endpoint, r *http.Request) (*endpoint.Request, error) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return nil, failure.New(http.StatusMethodNotAllowed, metav1.StatusReasonMethodNotAllowed, "this path is read with GET or HEAD")
	}
	if err := h.config.Ready(); err != nil {
		return nil, unavailable(err)
	}
	query, err := parseQuery(r.URL.RawQuery, e.Parameters)
	if err != nil {
		return nil, err
	}
	call, err := plugin.Parse(r.Header)
	if err != nil {
		return nil, failure.New(http.StatusBadRequest, metav1.StatusReasonBadRequest, err.Error())
	}
	opened, err := h.config.Tools.Open(call)
	if err != nil {
		return nil, err
	}
	return &endpoint.Request{Tool: opened, Query: query}, nil
}
