// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"slices"
	"time"

	certutil "k8s.io/client-go/util/cert"
)

const (
	// backdate is how far the clocks of clients may be behind ours.
	backdate = 5 * time.Minute
	// organization is in the subject of all certificates.
	organization = "connectors-proxy"
)

// pair is the certificate of an authority and its key.
type pair struct {
	certificate *x509.Certificate
	key         key
}

// newPair makes an authority that lives from now on.
func newPair(now time.Time, lifetime time.Duration) (pair, error) {
	made, err := newKey()
	if err != nil {
		return pair{}, err
	}
	if made, err = made.stored(); err != nil {
		return pair{}, err
	}
	template := &x509.Certificate{
		// The name is its own, so that a chain cannot be built over another authority of ours.
		Subject:   pkix.Name{Organization: []string{organization}, CommonName: organization + " " + rand.Text()[:12]},
		NotBefore: now.Add(-backdate), NotAfter: now.Add(lifetime),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage: x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	certificate, err := sign(template, template, made.Public(), made)
	if err != nil {
		return pair{}, fmt.Errorf("making a certificate authority: %w", err)
	}
	return pair{certificate: certificate, key: made}, nil
}

func sign(template, parent *x509.Certificate, public any, by key) (*x509.Certificate, error) {
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, by)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

// parsePair reads an authority. It refuses what could sign more than server certificates, or nothing at all.
func parsePair(certificate, private []byte) (pair, error) {
	certificates, err := certutil.ParseCertsPEM(certificate)
	if err != nil || len(certificates) != 1 {
		return pair{}, errors.New("the certificate must be one in PEM")
	}
	read := pair{certificate: certificates[0]}
	if err := checkAuthority(read.certificate); err != nil {
		return pair{}, err
	}
	if read.key, err = parseKey(private); err != nil {
		return pair{}, fmt.Errorf("the key cannot be used: %w", err)
	}
	if public, ok := read.certificate.PublicKey.(*ecdsa.PublicKey); !ok || !public.Equal(read.key.Public()) {
		return pair{}, errors.New("the key is not that of the certificate")
	}
	return read, nil
}

func checkAuthority(c *x509.Certificate) error {
	switch {
	case !c.BasicConstraintsValid || !c.IsCA || c.KeyUsage&x509.KeyUsageCertSign == 0:
		return errors.New("the certificate is not that of an authority: it needs CA:TRUE and the key usage keyCertSign")
	case c.MaxPathLen != 0 || !c.MaxPathLenZero:
		return errors.New("the certificate must allow no authorities below it: it needs pathlen:0")
	case !slices.Equal(c.ExtKeyUsage, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}) || len(c.UnknownExtKeyUsage) > 0:
		return errors.New("the certificate must be for server certificates only: it needs the extended key usage serverAuth and no other")
	}
	return nil
}

func (p pair) is(other pair) bool { return bytes.Equal(p.certificate.Raw, other.certificate.Raw) }

// begins is when the rotation of an authority begins: after two thirds of its life, or earlier where the overlap needs it.
func (p pair) begins(overlap time.Duration) time.Time {
	born, end := p.certificate.NotBefore.Add(backdate), p.certificate.NotAfter
	begin, latest := end.Add(-end.Sub(born)/3), end.Add(-2*overlap)
	if latest.Before(begin) {
		return latest
	}
	return begin
}

func (p pair) expired(now time.Time) bool { return !now.Before(p.certificate.NotAfter) }
