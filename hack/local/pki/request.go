// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package pki

import (
	"crypto/x509"
	"net"
	"slices"
	"time"
)

// serves tells whether certificate is what a has issued, or would issue now, for request, and stays good for a while.
func (a *Authority) serves(certificate *x509.Certificate, request Request) bool {
	return certificate.CheckSignatureFrom(a.certificate) == nil &&
		time.Until(certificate.NotAfter) > renewBefore &&
		certificate.Subject.CommonName == request.CommonName &&
		slices.Equal(sorted(certificate.Subject.Organization), sorted(request.Organizations)) &&
		slices.Equal(certificate.DNSNames, request.DNSNames) &&
		slices.EqualFunc(certificate.IPAddresses, request.IPs, net.IP.Equal) &&
		slices.Equal(certificate.ExtKeyUsage, request.usages())
}

func (r Request) usages() []x509.ExtKeyUsage {
	var usages []x509.ExtKeyUsage
	if r.Server {
		usages = append(usages, x509.ExtKeyUsageServerAuth)
	}
	if r.Client {
		usages = append(usages, x509.ExtKeyUsageClientAuth)
	}
	return usages
}

// sorted returns the values in order: DER keeps a set of organizations in an order of its own.
func sorted(values []string) []string {
	return slices.Sorted(slices.Values(values))
}
