// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"testing"

	localstack "connectors.alauda.io/hack/local/stack"
)

// ClassAPIEndpoint returns the URL of the built-in class APIs.
func (s *Stack) ClassAPIEndpoint() string { return localstack.ClassAPIEndpoint(s.cluster) }

// ClassAPIClient returns a client of the built-in class APIs that shows the certificate which the cluster signed for a user,
// such as APIServer; none if the name is empty.
func (s *Stack) ClassAPIClient(t testing.TB, user string) *http.Client {
	t.Helper()
	if user == "" {
		return s.TLSClient(t)
	}
	files, err := localstack.ClassAPIClient(s.cluster, user)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := tls.LoadX509KeyPair(files.Certificate, files.Key)
	if err != nil {
		t.Fatal(err)
	}
	return s.TLSClient(t, certificate)
}

// TLSClient returns a client that trusts the serving certificates of our servers, and shows a certificate of its own if there
// is one. It follows no redirects.
func (s *Stack) TLSClient(t testing.TB, certificates ...tls.Certificate) *http.Client {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(s.cluster.ServingCA())
	transport := &http.Transport{TLSClientConfig: &tls.Config{
		RootCAs: roots, MinVersion: tls.VersionTLS12,
		// Shown whatever the server asks for, as an attacker would.
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			if len(certificates) == 0 {
				return &tls.Certificate{}, nil
			}
			return &certificates[0], nil
		},
	}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}
