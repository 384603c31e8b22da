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
		return unusable(x.Target.Unusable)
	case !belongs(x.Target, x.Address):
		return internal("the address is none of the Connector's")
	}
	joined, err := x.Address.Join(x.EscapedPath)
	if err != nil {
		return badRequest(err.Error())
	}
	path, err := url.PathUnescape(joined)
	if err != nil {
		return badRequest("the path is not validly percent-encoded")
	}
	query, ok := wireQuery(x.RawQuery)
	if !ok {
		return badRequest("the query holds a control character")
	}
	x.PublicPath = strings.TrimSuffix(x.PublicPath, "/")
	if x.Registry {
		query = registryQuery(query, x.PublicPath)
	}
	x.url = url.URL{
		Scheme: x.Address.Scheme(), Host: x.Address.Authority(), Path: path, RawPath: joined, RawQuery: query,
	}
	return nil
}

// wireQuery encodes the two bytes of a query that would end the request target for some tools. A client can send them over
// HTTP/2, where nothing delimits the target, and HTTP/1.1 would carry them on. Every other byte stays as it is.
func wireQuery(query string) (string, bool) {
	for i := range len(query) {
		if c := query[i]; c < ' ' || c == 0x7f {
			return "", false
		}
	}
	if strings.ContainsAny(query, " #") {
		query = strings.ReplaceAll(strings.ReplaceAll(query, " ", "%20"), "#", "%23")
	}
	return query, true
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
