// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func goodCertificate(*x509.Certificate) {}

// serveTLS serves HTTP/2 and HTTP/1.1 with a certificate of its own making, which the pool trusts.
func serveTLS(t testing.TB, change func(*x509.Certificate), handler http.HandlerFunc) (string, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: canary}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	change(template)
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(handler)
	server.EnableHTTP2 = true
	server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // failing handshakes are what tests are about
	server.StartTLS()
	t.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(certificate)
	return server.URL, roots
}

func TestCertificates(t *testing.T) {
	later := func(c *x509.Certificate) {
		c.NotBefore, c.NotAfter = time.Now().Add(time.Hour), time.Now().Add(2*time.Hour)
	}
	tests := []struct {
		name    string
		change  func(*x509.Certificate)
		trusted bool
		outcome Outcome
		message string
	}{
		{"good", goodCertificate, true, Good, ""},
		{"self-signed", goodCertificate, false, ConnectionFailed, "GET ADDRESS/x: the tool's certificate is signed by an unknown authority"},
		{"expired", func(c *x509.Certificate) { c.NotAfter = c.NotBefore.Add(time.Hour) }, true, ConnectionFailed, "it has expired on"},
		{"not yet valid", later, true, ConnectionFailed, "it is not valid before"},
		{"other host", func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, []string{"canary.example"} }, true, ConnectionFailed, "not valid for the host of the address"},
		{"certificate of a client", func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }, true, ConnectionFailed, "purpose"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			address, roots := serveTLS(t, tt.change, func(http.ResponseWriter, *http.Request) {})
			in := newInput(t, address, "token", canary)
			in.Roots, in.RootsID = roots, tt.name
			if !tt.trusted {
				in.Roots = x509.NewCertPool()
			}
			got := run(t, newRunner(t, nil), `http: {path: /x}`, in)
			expect(t, got, tt.outcome, tt.message, address)
			if strings.Contains(got.Message, "canary") {
				t.Errorf("the message has words of the certificate: %s", got.Message)
			}
		})
	}
}

func TestTLSMismatch(t *testing.T) {
	plain := serve(t, func(http.ResponseWriter, *http.Request) {})
	in := newInput(t, strings.Replace(plain, "http:", "https:", 1))
	expect(t, run(t, newRunner(t, nil), `http: {path: /}`, in), ConnectionFailed, "the tool does not speak TLS at this address", "")
	secure, _ := serveTLS(t, goodCertificate, func(http.ResponseWriter, *http.Request) {})
	in = newInput(t, strings.Replace(secure, "https:", "http:", 1))
	expect(t, run(t, newRunner(t, nil), `http: {path: /}`, in), Failed, "answered 400 Bad Request", "")
}

func TestHTTP2(t *testing.T) {
	address, roots := serveTLS(t, goodCertificate, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Proto", r.Proto)
		if r.Header.Get("Authorization") != "Bearer "+canary || r.RequestURI != "/a%2Fb?c=d" {
			w.WriteHeader(http.StatusUnauthorized)
		}
		_, _ = io.WriteString(w, `{"ok": true}`)
	})
	in := newInput(t, address, "token", canary)
	in.Roots, in.RootsID = roots, "test"
	got := run(t, newRunner(t, nil), `http: {path: "/a%2Fb?c=d", response: {cel: 'response.headers["X-Proto"] == ["HTTP/2.0"] && response.body.ok && response.statusCode == 200'},
		httpHeaders: [{name: Authorization, value: "Bearer {{ .Secret.StringData.token }}"}]}`, in)
	expect(t, got, Good, "", address)
}
