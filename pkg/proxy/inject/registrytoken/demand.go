// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registrytoken

import (
	"net/http"
	"net/url"
	"strings"
)

const (
	// maxScopeBytes and maxScopes bound what a registry may ask for at once.
	maxScopeBytes = 4 << 10
	maxScopes     = 16
)

// scheme is how a registry wants to be told who asks.
type scheme int

const (
	schemeNone scheme = iota
	schemeBasic
	schemeBearer
)

// demand is what a registry wants with its requests. Demands may be compared with ==.
type demand struct {
	scheme scheme
	// realm is the URL of the token service, and service what the registry is called there.
	realm, service string
}

// demandOf reads an answer with code 401, and the scopes that it asks for: nil if it names none. A token is preferred to
// the password: it says less and ends sooner.
func demandOf(answer *http.Response) (demand, []string) {
	found := demand{}
	for _, c := range parseChallenges(answer.Header["Www-Authenticate"]) {
		switch {
		case c.scheme == "bearer" && isRealm(c.params["realm"]):
			return demand{schemeBearer, c.params["realm"], c.params["service"]}, scopesOf(c.params["scope"])
		case c.scheme == "basic":
			found = demand{scheme: schemeBasic}
		}
	}
	return found, nil
}

// isRealm says whether text is a URL that a token can be asked for at; whether it may be is for others to say.
func isRealm(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}

// scopesOf splits the scope of a challenge at its blanks.
func scopesOf(text string) []string {
	if len(text) > maxScopeBytes {
		return nil
	}
	scopes := strings.Fields(text)
	return scopes[:min(len(scopes), maxScopes)]
}
