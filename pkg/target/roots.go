// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"slices"
	"strings"
)

// roots are certificate authorities, named by their content. The zero value is the system's pool.
type roots struct {
	id   string
	pool *x509.CertPool
	// custom are the certificates that the pool has beside those of the system.
	custom []*x509.Certificate
}

// ReadCertificates gives the certificates of a Secret with certificate authorities, in the order of its keys. Read are
// keys that end in .crt or .pem and values that hold a PEM header; whatever else the Secret or such a value holds, a
// private key for instance, is passed over.
func ReadCertificates(data map[string][]byte) []*x509.Certificate {
	keys := make([]string, 0, len(data))
	for key := range data {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	var certificates []*x509.Certificate
	for _, key := range keys {
		value := data[key]
		named := strings.HasSuffix(key, ".crt") || strings.HasSuffix(key, ".pem")
		if named || bytes.Contains(value, []byte("-----BEGIN ")) {
			certificates = append(certificates, parseCertificates(value)...)
		}
	}
	return certificates
}

func parseCertificates(text []byte) []*x509.Certificate {
	var certificates []*x509.Certificate
	for len(text) > 0 {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		if certificate, err := x509.ParseCertificate(block.Bytes); err == nil {
			certificates = append(certificates, certificate)
		}
	}
	return certificates
}

// rootsID names a set of certificates by its content, empty for none.
func rootsID(certificates []*x509.Certificate) string {
	if len(certificates) == 0 {
		return ""
	}
	sums := make([]string, 0, len(certificates))
	for _, certificate := range certificates {
		sum := sha256.Sum256(certificate.Raw)
		sums = append(sums, string(sum[:]))
	}
	slices.Sort(sums)
	sum := sha256.Sum256([]byte(strings.Join(slices.Compact(sums), "")))
	return hex.EncodeToString(sum[:])
}

// newRoots adds certificates to the system's pool.
func newRoots(system *x509.CertPool, certificates []*x509.Certificate) roots {
	if len(certificates) == 0 {
		return roots{}
	}
	pool := system.Clone()
	for _, certificate := range certificates {
		pool.AddCert(certificate)
	}
	return roots{id: rootsID(certificates), pool: pool, custom: certificates}
}

// onlyRoots are the certificates of a text, without those of the system.
func onlyRoots(id, text string) roots {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM([]byte(text))
	return roots{id: id, pool: pool}
}

// encodePEM gives nil for no certificates. One that is there twice is written once.
func encodePEM(certificates []*x509.Certificate) []byte {
	var text []byte
	for i, certificate := range certificates {
		if !slices.ContainsFunc(certificates[:i], certificate.Equal) {
			text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw})...)
		}
	}
	return text
}
