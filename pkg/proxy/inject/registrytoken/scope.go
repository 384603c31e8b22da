// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registrytoken

import (
	"net/http"
	"net/url"
	"strings"
)

const (
	// root is where the API of a registry begins.
	root = "/v2"
	// maxNameBytes bounds the name of a repository.
	maxNameBytes = 512
)

// predictScopes says what a request needs: the scopes that a registry's challenge would name. It is false for paths that are
// not of the distribution API.
func predictScopes(method, path, rawQuery string) (scopes []string, ok bool) {
	switch path {
	case root, root + "/":
		return nil, true
	case root + "/_catalog":
		return []string{"registry:catalog:*"}, true
	}
	below, ok := strings.CutPrefix(path, root+"/")
	name := repositoryOf(below)
	if !ok || !isName(name) {
		return nil, false
	}
	scopes = []string{"repository:" + name + ":" + actionsOf(method)}
	if query, err := url.ParseQuery(rawQuery); err == nil && method == http.MethodPost {
		// A mount reads from another repository.
		if from := query.Get("from"); isName(from) && from != name {
			scopes = append(scopes, "repository:"+from+":pull")
		}
	}
	return scopes, true
}

// repositoryOf is the name of the repository in a path below /v2/, empty if there is none. Names may hold the words that
// the API uses, so it is read from the end.
func repositoryOf(path string) string {
	parts := strings.Split(path, "/")
	last := len(parts) - 1
	switch {
	case last >= 3 && parts[last-2] == "blobs" && parts[last-1] == "uploads":
		return strings.Join(parts[:last-2], "/")
	case last >= 2 && isCollection(parts[last-1], parts[last]):
		return strings.Join(parts[:last-1], "/")
	}
	return ""
}

func isCollection(word, below string) bool {
	switch word {
	case "manifests", "blobs", "referrers":
		return true
	case "tags":
		return below == "list"
	}
	return false
}

// actionsOf is what the reference implementation asks for.
func actionsOf(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return "pull"
	case http.MethodDelete:
		return "delete"
	default:
		return "pull,push"
	}
}

// isName keeps from a scope what would make it another one, and from us what a registry may take for another path.
func isName(name string) bool {
	if len(name) > maxNameBytes || strings.ContainsFunc(name, notInName) {
		return false
	}
	return name != "" && name[0] != '/' && name[len(name)-1] != '/' && !strings.Contains(name, "//")
}

func notInName(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("._-/", r)
}
