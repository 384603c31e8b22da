// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// secure serves the fixture's handler over TLS until the test ends; roots vouch for it as example.com.
func (f *fixture) secure() (address string, roots *x509.CertPool) {
	f.t.Helper()
	donor := httptest.NewTLSServer(http.NotFoundHandler())
	f.t.Cleanup(donor.Close)
	roots = x509.NewCertPool()
	roots.AddCert(donor.Certificate())
	server := newServer(f.t, f.handler, 100, ServerOptions{
		ShutdownTimeout: time.Minute,
		Certificate:     func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return &donor.TLS.Certificates[0], nil },
	})
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		f.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(f.t.Context())
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, Listener{Listener: listener, Secure: true}) }()
	f.t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			f.t.Error(err)
		}
	})
	return listener.Addr().String(), roots
}

func TestTLS(t *testing.T) {
	f := newFixture(t, http.HandlerFunc(echo))
	address, roots := f.secure()
	for _, tt := range []struct {
		name  string
		http2 bool
		min   uint16
		max   uint16
		fails bool
	}{
		{"HTTP/1.1", false, 0, 0, false},
		{"HTTP/2", true, 0, 0, false},
		{"TLS 1.2", true, 0, tls.VersionTLS12, false},
		{"TLS 1.1 is refused", false, tls.VersionTLS10, tls.VersionTLS11, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var protocols http.Protocols
			protocols.SetHTTP1(!tt.http2)
			protocols.SetHTTP2(tt.http2)
			transport := &http.Transport{Protocols: &protocols, TLSClientConfig: &tls.Config{
				RootCAs: roots, ServerName: "example.com", MinVersion: tt.min, MaxVersion: tt.max,
			}}
			t.Cleanup(transport.CloseIdleConnections)
			r := f.request(http.MethodGet, "c-tool.team.svc", "/a%2Fb")
			r.URL.Scheme, r.URL.Host = "https", address
			res, err := transport.RoundTrip(r)
			if tt.fails {
				if err == nil {
					t.Errorf("answer %d", res.StatusCode)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = res.Body.Close() }()
			body, err := io.ReadAll(res.Body)
			if err != nil || (res.ProtoMajor == 2) != tt.http2 || !strings.HasPrefix(string(body), "GET /a%2Fb ") {
				t.Errorf("%s, answer %d, %q, error %v", res.Proto, res.StatusCode, body, err)
			}
		})
	}
}
