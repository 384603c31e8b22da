// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorsapi_test

import (
	"net/http"
	"testing"

	"k8s.io/client-go/rest"
)

// A way is one by which a client reaches connectors/api.
type way struct {
	name string
	// aggregated says that the kube-apiserver is in between.
	aggregated bool
	host       string
	client     *http.Client
	config     *rest.Config
}

// eachWay runs a test on both ways.
func (r room) eachWay(t *testing.T, test func(t *testing.T, by way)) {
	t.Helper()
	for _, by := range []way{
		newWay(t, "through the kube-apiserver", stack.Admin(t), true), direct(t),
	} {
		t.Run(by.name, func(t *testing.T) { test(t, by) })
	}
}

// direct is the way to our own port.
func direct(t *testing.T) way {
	t.Helper()
	return newWay(t, "at our own port", stack.Direct(t), false)
}

// newWay makes clients that follow no redirects.
func newWay(t *testing.T, name string, config *rest.Config, aggregated bool) way {
	t.Helper()
	anonymous := rest.AnonymousClientConfig(config)
	transport, err := rest.TransportFor(anonymous)
	if err != nil {
		t.Fatal(err)
	}
	return way{name: name, aggregated: aggregated, host: config.Host, config: config, client: &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// overHTTP1 is the same way without HTTP/2, which knows no upgrades.
func (w way) overHTTP1(t *testing.T) way {
	t.Helper()
	config := rest.CopyConfig(w.config)
	config.NextProtos = []string{"http/1.1"}
	return newWay(t, w.name, config, w.aggregated)
}
