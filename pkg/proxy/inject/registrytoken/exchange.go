// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registrytoken

import (
	"io"
	"net/http"
	"slices"

	"connectors.alauda.io/pkg/target"
)

// maxDiscard is how much of an answer is read to keep its connection.
const maxDiscard = 16 << 10

// exchange is one request of a client.
type exchange struct {
	*Injector
	req  *http.Request
	send target.Send
	// demand and scopes are what the request is sent with.
	demand demand
	scopes []string
	// fresh is true when the token was issued for this very request: another one would be no better.
	fresh bool
}

// run sends the request, and once more if the registry asks for something that it was not sent with.
func (x *exchange) run() (*http.Response, error) {
	answer, err := x.attempt()
	if err != nil || answer.StatusCode != http.StatusUnauthorized {
		return answer, err
	}
	if x.demand.scheme == schemeBearer {
		x.tokens.drop(x.demand, x.scopes)
	}
	asked, scopes := demandOf(answer)
	if len(scopes) == 0 {
		scopes = x.scopes
	}
	if asked.scheme == schemeNone || (asked == x.demand && !x.helps(scopes)) {
		return answer, nil
	}
	x.registry.remember(asked)
	if x.req.Body != nil && x.req.Body != http.NoBody {
		return answer, nil
	}
	discard(answer)
	return x.again(asked, scopes)
}

// helps says whether a token for the scopes may be accepted where the last one was not.
func (x *exchange) helps(scopes []string) bool {
	return x.demand.scheme == schemeBearer && (!x.fresh || !slices.Equal(scopes, x.scopes))
}

// again sends the request with what the registry asked for. If that is what was missing, the next request of the kind has
// it at once: it may be one that cannot be sent again.
func (x *exchange) again(asked demand, scopes []string) (*http.Response, error) {
	predicted := x.scopes
	x.demand, x.scopes = asked, scopes
	answer, err := x.attempt()
	if err == nil && answer.StatusCode != http.StatusUnauthorized && len(predicted) > 0 && !slices.Equal(predicted, scopes) {
		x.tokens.alias(asked, scopes, predicted)
	}
	return answer, err
}

// attempt sends a copy of the request with the credential that is asked for.
func (x *exchange) attempt() (*http.Response, error) {
	req := clone(x.req)
	switch x.demand.scheme {
	case schemeNone:
	case schemeBasic:
		if err := x.password.Inject(req); err != nil {
			return nil, err
		}
	case schemeBearer:
		value, fresh, err := x.tokens.get(req.Context(), x.demand, x.scopes, x.send)
		if err != nil {
			return nil, err
		}
		x.fresh = fresh
		req.Header["Authorization"] = []string{"Bearer " + value.Reveal()}
	}
	return x.send(req)
}

// discard reads what is left of an answer that nobody wants.
func discard(answer *http.Response) {
	_, _ = io.CopyN(io.Discard, answer.Body, maxDiscard)
	_ = answer.Body.Close()
}
