// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package apiserver

import (
	"net/http"

	"k8s.io/apiserver/pkg/endpoints/request"

	"connectors.alauda.io/pkg/apis/connectors"
)

// requestInfoResolver names the verb of OPTIONS requests to a tool, which the library leaves empty.
type requestInfoResolver struct {
	request.RequestInfoResolver
}

// NewRequestInfo implements request.RequestInfoResolver.
func (r requestInfoResolver) NewRequestInfo(req *http.Request) (*request.RequestInfo, error) {
	info, err := r.RequestInfoResolver.NewRequestInfo(req)
	if err == nil && req.Method == http.MethodOptions && toTool(info) {
		info.Verb = "get"
	}
	return info, err
}

// toTool says whether a request is for a tool and not for an object of ours.
func toTool(info *request.RequestInfo) bool {
	return info != nil && info.IsResourceRequest && info.APIGroup == connectors.GroupName &&
		info.Resource == "connectors" && (info.Subresource == "proxy" || info.Subresource == "api")
}
