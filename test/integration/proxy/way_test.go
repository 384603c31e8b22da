// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxy_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"testing"

	"k8s.io/client-go/rest"
)

// A way is one of the two ways by which a client reaches connectors/proxy.
type way struct {
	name string
	// aggregated says that the kube-apiserver is in between.
	aggregated bool
	host       string
	tls        *tls.Config
	// ca is the authority of the server, in PEM.
	ca []byte
	// client speaks HTTP/2 where the server does, client1 does not. Neither follows redirects or decompresses.
	client, client1 *http.Client
}

// eachWay runs a test on both ways.
func (r room) eachWay(t *testing.T, test func(t *testing.T, by way)) {
	t.Helper()
	for _, by := range r.ways(t) {
		t.Run(by.name, func(t *testing.T) { test(t, by) })
	}
}

func (r room) ways(t *testing.T) []way {
	t.Helper()
	return []way{
		newWay(t, "through the kube-apiserver", true, r.stack.Admin(t)),
		newWay(t, "at our own port", false, r.stack.Direct(t)),
	}
}

func newWay(t *testing.T, name string, aggregated bool, config *rest.Config) way {
	t.Helper()
	if err := rest.LoadTLSFiles(config); err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(config.CAData) {
		t.Fatalf("no certificate authority for the way %s", name)
	}
	by := way{
		name: name, aggregated: aggregated, host: config.Host,
		tls: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, ca: config.CAData,
	}
	by.client, by.client1 = by.newClient(t, true), by.newClient(t, false)
	return by
}

func (by way) newClient(t *testing.T, http2 bool) *http.Client {
	t.Helper()
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(http2)
	transport := &http.Transport{
		TLSClientConfig: by.tls.Clone(), Protocols: &protocols, DisableCompression: true, MaxIdleConnsPerHost: 64,
		ExpectContinueTimeout: callTimeout,
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
