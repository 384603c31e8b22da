// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registrytoken

import (
	"errors"
	"maps"
	"net/http"
	"net/url"

	utilcache "k8s.io/apimachinery/pkg/util/cache"
	"k8s.io/utils/clock"

	"connectors.alauda.io/pkg/target"
)

// Extension is the address extension that names the token service of a registry where that is at another host.
const Extension = "token-service"

// errNotExchanged is for callers that take an Injector for a plain one.
var errNotExchanged = errors.New("the credential of a registry is not put on requests as it is: it has to be exchanged")

// Config is what an Injector is made from. All of it is required but Password and Clock.
type Config struct {
	// Address is that of the registry: what its API is below.
	Address target.Address
	// Password puts user name and password on a request, by Basic authentication, and finds them in headers. When nil, the
	// tokens are asked for that everybody may have.
	Password target.Injector
	// Conceal makes a function that says whether a header holds a token.
	Conceal func(token target.Credential) func(value string) bool
	// Clock is the machine's when nil.
	Clock clock.Clock
}

// Injector sends requests with the tokens of one registry. It is safe for concurrent use.
type Injector struct {
	address  target.Address
	password target.Injector
	registry *registry
	tokens   *tokens
}

var _ target.Exchanger = &Injector{}

// New makes an Injector. It starts nothing and asks nobody.
func New(config Config) *Injector {
	if config.Clock == nil {
		config.Clock = clock.RealClock{}
	}
	if config.Password == nil {
		config.Password = anonymous{}
	}
	return &Injector{
		address:  config.Address,
		password: config.Password,
		registry: &registry{clock: config.Clock, address: config.Address},
		tokens: &tokens{
			clock: config.Clock, password: config.Password, conceal: config.Conceal,
			cached: utilcache.NewLRUExpireCacheWithClock(maxTokens, config.Clock),
		},
	}
}

// anonymous is the password of those who have none.
type anonymous struct{}

// Inject implements target.Injector.
func (anonymous) Inject(*http.Request) error { return nil }

// Reveals implements target.Injector.
func (anonymous) Reveals(string) bool { return false }

// Inject implements target.Injector. It fails.
func (*Injector) Inject(*http.Request) error { return errNotExchanged }

// Reveals implements target.Injector: for the password and for every token that still opens something.
func (i *Injector) Reveals(value string) bool {
	return i.password.Reveals(value) || i.tokens.known.reveals(value)
}

// Exchange implements target.Exchanger. What is not of the registry's API is sent without a credential.
func (i *Injector) Exchange(req *http.Request, send target.Send) (*http.Response, error) {
	scopes, ok := i.scopes(req)
	if !ok {
		return send(req)
	}
	wants, err := i.registry.demands(req.Context(), send)
	if err != nil {
		return nil, err
	}
	x := exchange{Injector: i, req: req, send: send, demand: wants, scopes: scopes}
	return x.run()
}

// scopes says what a request needs, and whether it is one of the registry's API.
func (i *Injector) scopes(req *http.Request) ([]string, bool) {
	rest, below := i.address.CutPrefix(req.URL.EscapedPath())
	if !below || !i.address.SameOrigin(req.URL) {
		return nil, false
	}
	path, err := url.PathUnescape(rest)
	if err != nil {
		return nil, false
	}
	return predictScopes(req.Method, path, req.URL.RawQuery)
}

// clone is a copy of a request that may be changed, but for its body.
func clone(req *http.Request) *http.Request {
	copied := req.WithContext(req.Context())
	copied.Header = maps.Clone(req.Header)
	return copied
}
