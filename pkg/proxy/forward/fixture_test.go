// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"k8s.io/utils/clock"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/proxy/access"
	"connectors.alauda.io/pkg/proxy/access/accesstest"
	"connectors.alauda.io/pkg/proxy/audit"
	"connectors.alauda.io/pkg/proxy/clientauth"
	"connectors.alauda.io/pkg/proxy/inject"
	"connectors.alauda.io/pkg/proxy/reverse"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/target"
)

const (
	// token is what the caller sends, credential what the tool is to get. Neither may show up anywhere else.
	token      = "canary-token-5b1"
	credential = "canary-credential-9e4"
)

// fixture is a forward proxy on a real socket, with tools behind it that are dialled where the fixture says.
type fixture struct {
	t       testing.TB
	world   *accesstest.World
	handler *Handler
	// proxies signs what the proxy shows, tools what tools show.
	proxies, tools *authority
	address        string
	clock          clock.WithDelayedExecution
	// sessions are those that a client of many tunnels resumes.
	sessions tls.ClientSessionCache

	mu sync.Mutex
	// places are what is dialled for the host:port of a request.
	places map[string]string
	// elsewhere is what is dialled for all others; they themselves when empty.
	elsewhere string
	records   []*audit.Record
}

// newFixture makes a proxy whose one Connector, team/tool, has the addresses: the first and its extensions. Edit changes the
// configuration.
func newFixture(t testing.TB, edit func(*fixture, *Config), addresses ...string) *fixture {
	t.Helper()
	f := &fixture{
		t: t, world: accesstest.New(token, rightsTo("get", "create", "update", "patch", "delete")...),
		proxies: newAuthority(t), tools: newAuthority(t), places: map[string]string{}, clock: clock.RealClock{},
		sessions: tls.NewLRUClientSessionCache(0),
	}
	f.world.Put(f.connector(addresses...))
	guard := upstream.NewGuard(upstream.Rules{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}})
	transports, err := upstream.NewTransports(upstream.Options{Guard: guard, HeaderTimeout: time.Minute, Locate: f.locate})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(transports.Close)
	engine, err := reverse.New(reverse.Config{Transports: transports})
	if err != nil {
		t.Fatal(err)
	}
	config := Config{Engine: engine, Certificates: f.proxies, Transports: transports, Guard: guard, Wrap: f.audited}
	if edit != nil {
		edit(f, &config)
	}
	config.Gate = f.gate()
	if f.handler, err = New(config); err != nil {
		t.Fatal(err)
	}
	f.serve()
	return f
}

func (f *fixture) gate() Gate {
	f.t.Helper()
	rights, err := clientauth.NewAuthorizer(f.world.Decisions())
	if err != nil {
		f.t.Fatal(err)
	}
	const plenty = 1000
	gate, err := access.New(access.Config{
		Targets: f.world, Authenticator: f.world, Authorizer: rights, MaxRequestsPerConnector: plenty, Clock: f.clock,
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return gate
}

// serve runs the proxy until the test ends, as package gateway does.
func (f *fixture) serve() {
	f.t.Helper()
	server := httptest.NewUnstartedServer(f.audited(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !Applies(r) {
			http.Error(w, "this is not for the forward proxy", http.StatusTeapot)
			return
		}
		f.handler.ServeHTTP(w, r)
	})))
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true)
	server.Config.Protocols, server.Config.DisableGeneralOptionsHandler = &protocols, true
	server.Start()
	f.address = server.Listener.Addr().String()
	f.t.Cleanup(func() {
		if err := f.handler.Close(); err != nil {
			f.t.Error(err)
		}
		server.Close()
	})
}

// audited keeps the record of each request.
func (f *fixture) audited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		record := &audit.Record{}
		defer func() {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.records = append(f.records, record)
		}()
		next.ServeHTTP(w, r.WithContext(audit.With(r.Context(), record)))
	})
}

// connector compiles team/tool.
func (f *fixture) connector(addresses ...string) *target.Target {
	f.t.Helper()
	injector, err := inject.New(target.InjectorInput{
		SecretType: v1alpha1.SecretTypeBearerToken,
		Secret:     map[string]target.Credential{"token": target.NewCredential(credential)},
	})
	if err != nil {
		f.t.Fatal(err)
	}
	made := &target.Target{
		Namespace: "team", Name: "tool", UID: "1", Injector: injector, Roots: f.tools.pool, RootsID: "tools",
		Extensions: map[string]target.Address{},
	}
	for i, text := range addresses {
		address, err := target.ParseAddress(text)
		if err != nil {
			f.t.Fatal(err)
		}
		if i == 0 {
			made.Address = address
		} else {
			made.Extensions[text] = address
		}
	}
	return made
}

func (f *fixture) locate(hostPort string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if at, ok := f.places[hostPort]; ok {
		return at
	}
	if f.elsewhere != "" {
		return f.elsewhere
	}
	return hostPort
}

// listen serves a tool over http or, with the name in its certificate, https. It is dialled for the host:port.
func (f *fixture) listen(hostPort string, secure bool, tool http.Handler) *httptest.Server {
	f.t.Helper()
	server := httptest.NewUnstartedServer(tool)
	if secure {
		host, _, err := net.SplitHostPort(hostPort)
		if err != nil {
			f.t.Fatal(err)
		}
		leaf, err := f.tools.Leaf(host)
		if err != nil {
			f.t.Fatal(err)
		}
		server.EnableHTTP2 = true
		server.TLS = tlsWith(leaf)
		server.StartTLS()
	} else {
		server.Start()
	}
	f.t.Cleanup(server.Close)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.places[hostPort] = server.Listener.Addr().String()
	return server
}

// modes are those of the requests that have ended, sorted: a client may have its answer before its request has ended.
func (f *fixture) modes() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var modes []string
	for _, record := range f.records {
		modes = append(modes, string(record.Mode))
	}
	slices.Sort(modes)
	return strings.Join(modes, " ")
}
