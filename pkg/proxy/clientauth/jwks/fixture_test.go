// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package jwks

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	clocktesting "k8s.io/utils/clock/testing"

	"connectors.alauda.io/pkg/proxy/clientauth/jwks/jwkstest"
)

const issuerName = "https://cluster.example.com"

// fixture is a cluster that publishes keys over HTTP, and Keys that follow it.
type fixture struct {
	issuer *jwkstest.Issuer
	clock  *clocktesting.FakeClock
	keys   *Keys
	server *httptest.Server
}

func newFixture(t *testing.T, published ...*jwkstest.Key) *fixture {
	t.Helper()
	f := &fixture{issuer: jwkstest.New(issuerName), clock: clocktesting.NewFakeClock(time.Unix(1_700_000_000, 0))}
	f.issuer.Publish(published...)
	mux := http.NewServeMux()
	f.issuer.Install(mux)
	f.server = httptest.NewServer(mux)
	t.Cleanup(f.server.Close)
	client, err := kubernetes.NewForConfig(&rest.Config{Host: f.server.URL, QPS: -1})
	if err != nil {
		t.Fatal(err)
	}
	f.keys, err = New(client.Discovery().RESTClient(), Options{Clock: f.clock, Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	return f
}
