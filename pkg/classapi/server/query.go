// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package server

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/classapi/failure"
)

// maxQueryBytes bounds the query.
const maxQueryBytes = 64 << 10

// parseQuery refuses what may be read in two ways. Parameters that the endpoint does not have are passed over.
func parseQuery(raw string, parameters []string) (url.Values, error) {
	if len(raw) > maxQueryBytes {
		return nil, failure.New(http.StatusRequestURITooLong, metav1.StatusReasonBadRequest,
			fmt.Sprintf("the query is longer than %d bytes", maxQueryBytes))
	}
	query, err := url.ParseQuery(raw)
	if err != nil {
		return nil, failure.New(http.StatusBadRequest, metav1.StatusReasonBadRequest, "the query is not validly encoded")
	}
	for name, values := range query {
		switch {
		case !slices.Contains(parameters, name):
			delete(query, name)
		case len(values) > 1:
			return nil, failure.BadParameter(name, "it is given more than once: give it once")
		}
	}
	return query, nil
}
