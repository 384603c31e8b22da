// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package upstream

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
)

func newClientCertificate(t *testing.T, name string) *tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// newAskingServer names in a header the client certificate of the connection.
func newAskingServer(t *testing.T, asks tls.ClientAuthType) (*httptest.Server, *x509.CertPool) {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, shown := range r.TLS.PeerCertificates {
			w.Header().Set("X-Shown", shown.Subject.CommonName)
		}
	}))
	server.EnableHTTP2 = true
	server.TLS = &tls.Config{ClientAuth: asks}
	server.StartTLS()
	t.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	return server, roots
}

func TestClientCertificate(t *testing.T) {
	broken := errors.New("the file is gone")
	for _, tt := range []struct {
		name  string
		asks  tls.ClientAuthType
		gives func(*tls.CertificateRequestInfo) (*tls.Certificate, error)
		want  string
		err   error
	}{
		{"none is there", tls.RequestClientCert, nil, "", nil},
		{"nobody asks", tls.NoClientCert, func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return nil, broken }, "", nil},
		{"demanded", tls.RequireAnyClientCert, func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			return newClientCertificate(t, "us"), nil
		}, "us", nil},
		{"cannot be had", tls.RequestClientCert, func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return nil, broken }, "", broken},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server, roots := newAskingServer(t, tt.asks)
			for _, use := range []Use{UseGeneral, UseUpgrade} {
				transport, _ := newTestTransports(t, Options{ClientCertificate: tt.gives}).For(use, "a", roots)
				res, err := get(t, transport, server.URL)
				if !errors.Is(err, tt.err) || (err == nil && res.Header.Get("X-Shown") != tt.want) {
					t.Errorf("use %d: answer %v, error %v, want %q, %v", use, res, err, tt.want, tt.err)
				}
			}
		})
	}
}

// Connections keep the certificate that they were opened with, until Renew.
func TestRenewShowsTheNewCertificate(t *testing.T) {
	server, roots := newAskingServer(t, tls.RequireAnyClientCert)
	var current atomic.Pointer[tls.Certificate]
	transports := newTestTransports(t, Options{ClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		return current.Load(), nil
	}})
	shown := func() string {
		transport, err := transports.For(UseGeneral, "a", roots)
		if err != nil {
			t.Fatal(err)
		}
		res, err := get(t, transport, server.URL)
		if err != nil {
			t.Fatal(err)
		}
		return res.Header.Get("X-Shown")
	}
	current.Store(newClientCertificate(t, "old"))
	first := shown()
	current.Store(newClientCertificate(t, "new"))
	kept := shown()
	transports.Renew()
	if renewed := shown(); first != "old" || kept != "old" || renewed != "new" {
		t.Errorf("shown %q, then %q, then %q", first, kept, renewed)
	}
}
