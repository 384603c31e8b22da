// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package pki makes the certificate authorities and the certificates of a local cluster. The keys lie in files that
// only their owner can read. It is made for a cluster on one machine and its tests: nothing is ever revoked.
package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"time"
)

const (
	authorityLife   = 10 * 365 * 24 * time.Hour
	certificateLife = 365 * 24 * time.Hour
	// renewBefore is how long before its end a certificate counts as expired.
	renewBefore = 30 * 24 * time.Hour
	// clockSkew is how far the clocks of two parts may differ.
	clockSkew = 5 * time.Minute
)

// An Authority signs certificates. It may be used concurrently.
type Authority struct {
	files       Files
	certificate *x509.Certificate
	key         crypto.Signer
}

// A Request says what a certificate is for.
type Request struct {
	// CommonName is the name of a user or of a server, Organizations are the groups of a user.
	CommonName    string
	Organizations []string
	// DNSNames and IPs are the names of a server.
	DNSNames []string
	IPs      []net.IP
	// Server and Client say which side of TLS the certificate is good for.
	Server, Client bool
}

// OpenAuthority returns the authority that is kept in files, and makes it the first time.
func OpenAuthority(files Files, commonName string) (*Authority, error) {
	certificate, key, err := files.load()
	if err == nil {
		return &Authority{files: files, certificate: certificate, key: key}, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("certificate authority %s: %w", commonName, err)
	}
	signer, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template, err := newTemplate(pkix.Name{CommonName: commonName}, authorityLife)
	if err != nil {
		return nil, err
	}
	template.IsCA, template.BasicConstraintsValid = true, true
	template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign | x509.KeyUsageDigitalSignature
	der, err := x509.CreateCertificate(rand.Reader, template, template, signer.Public(), signer)
	if err != nil {
		return nil, fmt.Errorf("certificate authority %s: %w", commonName, err)
	}
	if err := files.store(der, signer); err != nil {
		return nil, fmt.Errorf("certificate authority %s: %w", commonName, err)
	}
	certificate, err = x509.ParseCertificate(der)
	return &Authority{files: files, certificate: certificate, key: signer}, err
}

// File returns the file that holds the certificate of the authority, in PEM.
func (a *Authority) File() string { return a.files.Certificate }

// PEM returns the certificate of the authority.
func (a *Authority) PEM() []byte { return encodeCertificate(a.certificate.Raw) }

// Pool returns a pool that trusts this authority alone.
func (a *Authority) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.certificate)
	return pool
}

// Ensure keeps a certificate for request in files: it is issued when there is none, when it expires within a month,
// or when it is for something else or of another authority.
func (a *Authority) Ensure(files Files, request Request) error {
	current, _, err := files.load()
	if err == nil && a.serves(current, request) {
		return nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("certificate of %s: %w", request.CommonName, err)
	}
	der, key, err := a.issue(request)
	if err != nil {
		return fmt.Errorf("certificate of %s: %w", request.CommonName, err)
	}
	return files.store(der, key)
}

// Issue returns a new certificate for request and its key, in PEM.
func (a *Authority) Issue(request Request) (certificate, key []byte, err error) {
	der, signer, err := a.issue(request)
	if err != nil {
		return nil, nil, fmt.Errorf("certificate of %s: %w", request.CommonName, err)
	}
	key, err = encodeKey(signer)
	return encodeCertificate(der), key, err
}

// Issued tells whether certificate, in PEM, is one that this authority issued for request and that is good for another
// month.
func (a *Authority) Issued(certificate []byte, request Request) bool {
	parsed, err := decodeCertificate(certificate)
	return err == nil && a.serves(parsed, request)
}

func (a *Authority) issue(request Request) ([]byte, crypto.Signer, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	name := pkix.Name{CommonName: request.CommonName, Organization: request.Organizations}
	template, err := newTemplate(name, certificateLife)
	if err != nil {
		return nil, nil, err
	}
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.ExtKeyUsage = request.usages()
	template.DNSNames, template.IPAddresses = request.DNSNames, request.IPs
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, key.Public(), a.key)
	return der, key, err
}

func newTemplate(name pkix.Name, life time.Duration) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	now := time.Now()
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      name,
		NotBefore:    now.Add(-clockSkew),
		NotAfter:     now.Add(life),
	}, nil
}

// OpenSigningKey keeps an RSA key in PEM in file, with which ServiceAccount tokens are signed, and makes it the first
// time. RSA, since that is what the tokens of nearly every cluster are signed with.
func OpenSigningKey(file string) error {
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	key, err := newRSAKey()
	if err != nil {
		return err
	}
	return replace(file, key, 0o600)
}
