// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"strings"
	"time"

	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/target/serviceref"
)

// checker connects to endpoints, to see that it can be done. It sends no request. It is safe for concurrent use.
type checker struct {
	dialer  *upstream.Dialer
	locator *serviceref.Locator
	timeout time.Duration
}

// trust is how the two sides of a connection know each other.
type trust struct {
	// roots vouch for the endpoint; nil is the system's pool.
	roots *x509.CertPool
	// ours is what the endpoint may ask for, nil for nothing.
	ours clientCertificate
}

// clientCertificate gives the certificate of this process, as tls.Config.GetClientCertificate does.
type clientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error)

// check connects and, for https, verifies the certificate for the host of the URL.
func (c *checker) check(ctx context.Context, endpoint serviceref.Endpoint, trust trust) error {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	// An absolute uri and an external name may be the DNS name of a Service too.
	conn, err := c.dialer.DialContext(ctx, "tcp", c.locator.Locate(endpoint.Dial))
	if err != nil {
		return fmt.Errorf("connecting to %s: %w", endpoint.URL, err)
	}
	defer func() { _ = conn.Close() }() // nothing was written that could be lost
	if !endpoint.TLS {
		return nil
	}
	config := &tls.Config{
		ServerName: endpoint.ServerName, RootCAs: trust.roots, GetClientCertificate: trust.ours, MinVersion: tls.VersionTLS12,
	}
	if err := tls.Client(conn, config).HandshakeContext(ctx); err != nil {
		return fmt.Errorf("agreeing on TLS with %s: %w", endpoint.URL, err)
	}
	return nil
}

// withCertificates gives the roots, nil being the system's, and the authorities of a class beside them, as for its proxy. Admission has
// looked at each of its certificates.
func withCertificates(roots *x509.CertPool, caCerts string) (*x509.CertPool, error) {
	if caCerts == "" {
		return roots, nil
	}
	if roots == nil {
		system, err := x509.SystemCertPool()
		if err != nil {
			return nil, fmt.Errorf("loading the system's certificate authorities: %w", err)
		}
		roots = system
	}
	roots = roots.Clone()
	roots.AppendCertsFromPEM([]byte(caCerts))
	return roots, nil
}

// explain says why something cannot be connected to. It uses nothing of the error but what it means: the texts are those
// for tools, which here are services.
func explain(what string, err error) string {
	return what + " cannot be connected to: " + strings.ReplaceAll(upstream.Classify(err).Message, "the tool", "the service")
}
