// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import "net/http"

// Verbs gives the verbs on connectors/proxy that a request with this method needs, and false for a method that is not
// forwarded. An upgrade needs create besides, as pods/exec does.
func Verbs(method string, upgrade bool) ([]string, bool) {
	verb := verbOf(method)
	switch {
	case verb == "":
		return nil, false
	case upgrade && verb != create:
		return []string{verb, create}, true
	}
	return []string{verb}, true
}

const create = "create"

func verbOf(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return "get"
	case http.MethodPost:
		return create
	case http.MethodPut:
		return "update"
	case http.MethodPatch:
		return "patch"
	case http.MethodDelete:
		return "delete"
	}
	return ""
}
