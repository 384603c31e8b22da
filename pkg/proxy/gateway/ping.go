// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"io"
	"net/http"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/proxy/clientauth"
	"connectors.alauda.io/pkg/proxy/refusal"
)

// ping answers a registry client that asks whether it may come in, before it has named a repository and so a Connector.
func (h *Handler) ping(w http.ResponseWriter, r *http.Request) error {
	token, err := clientauth.TokenOf(r)
	if err != nil {
		return err
	}
	if _, err := h.config.Gate.Recognize(r.Context(), token); err != nil {
		return err
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return refusal.New(http.StatusMethodNotAllowed, metav1.StatusReasonMethodNotAllowed,
			"this path is asked with GET: repositories are below it, at /v2/namespaces/<namespace>/connectors/<connector>/")
	}
	headers := w.Header()
	headers.Set("Docker-Distribution-Api-Version", "registry/2.0")
	headers.Set("Content-Type", "application/json")
	if r.Method == http.MethodGet {
		_, _ = io.WriteString(w, "{}") // a client that has gone needs no answer
	}
	return nil
}
