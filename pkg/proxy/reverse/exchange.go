// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"connectors.alauda.io/pkg/target"
)

// exchange is a request on its way through the engine. It is the context of the client's request as well, which is how
// the functions of the one ReverseProxy find it without an allocation of its own.
type exchange struct {
	// Context is that of the client's request.
	context.Context
	Request

	// client is that of an HTTP/1.1 request with a body, else nil.
	client *client
	// body is what the tool is sent of that client; nil before anything was.
	body *clientBody
	// url is what the tool is asked for, without the credential. It follows redirects.
	url url.URL
}

type exchangeKey struct{}

// Value implements context.Context.
func (x *exchange) Value(key any) any {
	if key == (exchangeKey{}) {
		return x
	}
	return x.Context.Value(key)
}

// exchangeOf finds the exchange of a context made by Engine.Serve.
func exchangeOf(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	return x
}

// prepare checks what can be known before anything is sent, and sets url.
func (x *exchange) prepare(method string) *failure {
	switch {
	case x.Target == nil:
		return internal("there is no target")
	case isRefusedMethod(method):
		return methodNotAllowed(method)
	case x.Target.Unusable != nil:
		return &failure{unusable: x.Target.Unusable}
	case !belongs(x.Target, x.Address):
		return internal("the address is none of the Connector's")
	}
	u, err := x.Address.URL(x.EscapedPath, x.RawQuery)
	if err != nil {
		return badRequest(err.Error())
	}
	x.url = u
	x.PublicPath = strings.TrimSuffix(x.PublicPath, "/")
	if x.Registry {
		x.url.RawQuery = registryQuery(x.url.RawQuery, x.PublicPath)
	}
	return nil
}

// isRefusedMethod is true for methods that would show the tool's view of the request, credential included, or open a
// tunnel. Some tools read methods without regard to case.
func isRefusedMethod(method string) bool {
	return strings.EqualFold(method, http.MethodTrace) || strings.EqualFold(method, "TRACK") ||
		strings.EqualFold(method, http.MethodConnect)
}

func belongs(t *target.Target, address target.Address) bool {
	if address == t.Address {
		return !address.IsZero()
	}
	for _, extension := range t.Extensions {
		if address == extension {
			return !address.IsZero()
		}
	}
	return false
}

// reveals says whether a value from the tool holds what was injected.
func (x *exchange) reveals(value string) bool {
	return x.Target.Injector != nil && x.Target.Injector.Reveals(value)
}
