// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"testing"
	"time"
)

func certificate(t *testing.T, serial int64) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "ca"}, IsCA: true, BasicConstraintsValid: true,
		NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func TestReadCertificates(t *testing.T) {
	one, two := certificate(t, 1), certificate(t, 2)
	both := append(append([]byte("a comment\n"), one...), two...)
	withKey := append(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("key")}), one...)
	tests := map[string]struct {
		data map[string][]byte
		want int
	}{
		"by ending crt":            {map[string][]byte{"ca.crt": one}, 1},
		"by ending pem":            {map[string][]byte{"ca.pem": one}, 1},
		"by header":                {map[string][]byte{"bundle": one}, 1},
		"several in one value":     {map[string][]byte{"ca.crt": both}, 2},
		"several keys":             {map[string][]byte{"a.crt": one, "b.pem": two}, 2},
		"a private key beside":     {map[string][]byte{"tls.pem": withKey}, 1},
		"other keys":               {map[string][]byte{"token": []byte("secret"), "ca.crt": one}, 1},
		"garbage":                  {map[string][]byte{"ca.crt": []byte("garbage")}, 0},
		"a broken certificate":     {map[string][]byte{"ca.crt": []byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")}, 0},
		"one broken and one whole": {map[string][]byte{"ca.crt": append([]byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), one...)}, 1},
		"empty":                    {nil, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := ReadCertificates(test.data); len(got) != test.want {
				t.Errorf("%d certificates, want %d", len(got), test.want)
			}
		})
	}
}

func TestRootsID(t *testing.T) {
	one, two := certificate(t, 1), certificate(t, 2)
	a := ReadCertificates(map[string][]byte{"a.crt": one, "b.crt": two})
	b := ReadCertificates(map[string][]byte{"x.pem": two, "y.pem": one, "z.pem": one})
	if rootsID(a) != rootsID(b) {
		t.Error("the same certificates in another order have another ID")
	}
	if rootsID(a) == rootsID(a[:1]) || rootsID(nil) != "" {
		t.Error("different certificates have the same ID")
	}
}

func FuzzReadCertificates(f *testing.F) {
	f.Add("ca.crt", []byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"))
	f.Fuzz(func(t *testing.T, key string, value []byte) {
		for _, certificate := range ReadCertificates(map[string][]byte{key: value}) {
			if certificate == nil {
				t.Fatal("a certificate is nil")
			}
		}
	})
}
