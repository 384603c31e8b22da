// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/cache"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/proxy/access"
	"connectors.alauda.io/pkg/proxy/access/accesstest"
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
	dotted     = "git.example.com"
)

// fixture is a gateway on a real socket with a tool behind it.
type fixture struct {
	t       *testing.T
	world   *accesstest.World
	handler *Handler
	index   *Index
	address string
}

func newFixture(t *testing.T, tool http.Handler) *fixture {
	t.Helper()
	f := &fixture{t: t, world: accesstest.New(token)}
	server := httptest.NewServer(tool)
	t.Cleanup(server.Close)
	for _, name := range []string{"tool", dotted} {
		f.world.Targets["team/"+name] = newTarget(t, "team", name, server.URL)
	}
	f.world.Allow("get connectors team/*", "get connectors/proxy team/*", "create connectors/proxy team/*")
	informer := cache.NewSharedIndexInformer(nil, &v1alpha1.Connector{}, 0, cache.Indexers{})
	var err error
	if f.index, err = NewIndex(informer); err != nil {
		t.Fatal(err)
	}
	f.add("tool", 1)
	f.add(dotted, 2)
	f.handler = f.newHandler()
	f.address = f.serve(f.handler)
	return f
}

// add makes a Connector known to the index, created so many seconds after the epoch.
func (f *fixture) add(name string, created int64) {
	f.t.Helper()
	connector := &v1alpha1.Connector{ObjectMeta: metav1.ObjectMeta{
		Namespace: "team", Name: name, CreationTimestamp: metav1.Unix(created, 0),
	}}
	if err := f.index.connectors.Add(connector); err != nil {
		f.t.Fatal(err)
	}
}

func newTarget(t *testing.T, namespace, name, url string) *target.Target {
	t.Helper()
	address, err := target.ParseAddress(url)
	if err != nil {
		t.Fatal(err)
	}
	injector, err := inject.New(target.InjectorInput{
		SecretType: v1alpha1.SecretTypeBearerToken,
		Secret:     map[string]target.Credential{"token": target.NewCredential(credential)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return &target.Target{Namespace: namespace, Name: name, Address: address, Injector: injector}
}

func (f *fixture) newHandler() *Handler {
	f.t.Helper()
	guard := upstream.NewGuard(upstream.Rules{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}})
	transports, err := upstream.NewTransports(upstream.Options{Guard: guard, HeaderTimeout: time.Minute})
	if err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(transports.Close)
	engine, err := reverse.New(reverse.Config{Transports: transports})
	if err != nil {
		f.t.Fatal(err)
	}
	rights, err := clientauth.NewAuthorizer(f.world.Decisions())
	if err != nil {
		f.t.Fatal(err)
	}
	gate, err := access.New(access.Config{
		Targets: f.world, Authenticator: f.world, Authorizer: rights, MaxRequestsPerConnector: 50,
	})
	if err != nil {
		f.t.Fatal(err)
	}
	handler, err := NewHandler(Config{Gate: gate, Engine: engine, Services: f.index, Forward: http.HandlerFunc(forwarded)})
	if err != nil {
		f.t.Fatal(err)
	}
	return handler
}

// forwarded stands for the forward proxy.
func forwarded(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusAccepted)
	_, _ = io.WriteString(w, r.Method+" "+r.URL.String())
}
