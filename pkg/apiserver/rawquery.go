// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package apiserver

import (
	"net/http"

	"k8s.io/apiserver/pkg/endpoints/request"

	"connectors.alauda.io/pkg/registry/connectors/connector/storage"
)

// withRawQuery keeps the query of a request to a tool out of the library's hands, which would answer 400 to dryRun and
// take path for its own. It belongs to the tool and is forwarded as it came: a dry run must not become a real delete.
func withRawQuery(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		info, _ := request.RequestInfoFrom(req.Context())
		if !toTool(info) {
			next.ServeHTTP(w, req)
			return
		}
		req = req.WithContext(storage.WithRawQuery(req.Context(), req.URL.RawQuery))
		url := *req.URL
		url.RawQuery, url.ForceQuery = "", false
		req.URL = &url
		next.ServeHTTP(w, req)
	})
}
