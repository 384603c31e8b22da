// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"net"
	"time"
)

// leafLife is the most that a leaf lives, the time that it is dated back included.
const leafLife = 24 * time.Hour

// signLeaf signs a certificate for one host. It is valid for no longer than the authority, and from no earlier time on.
func signLeaf(authority pair, leafKey key, host host, now time.Time) (*tls.Certificate, error) {
	from := now.Add(-backdate)
	until := from.Add(leafLife)
	if authority.certificate.NotAfter.Before(until) {
		until = authority.certificate.NotAfter
	}
	if from.Before(authority.certificate.NotBefore) {
		from = authority.certificate.NotBefore
	}
	template := &x509.Certificate{
		// The host is in the alternative names, where alone clients look for it: a common name is too short for some.
		Subject:   pkix.Name{Organization: []string{organization}},
		NotBefore: from, NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	if host.ip.IsValid() {
		template.IPAddresses = []net.IP{host.ip.AsSlice()}
	} else {
		template.DNSNames = []string{host.name}
	}
	signed, err := sign(template, authority.certificate, leafKey.Public(), authority.key)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{
		Certificate: append([][]byte{signed.Raw}, above(authority.certificate)...), PrivateKey: leafKey, Leaf: signed,
	}, nil
}

// above is what clients need beside a leaf: nothing when the authority is a root, which they trust or not by themselves.
func above(authority *x509.Certificate) [][]byte {
	if bytes.Equal(authority.RawIssuer, authority.RawSubject) {
		return nil
	}
	return [][]byte{authority.Raw}
}
