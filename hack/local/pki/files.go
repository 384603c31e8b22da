// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package pki

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Files are where a certificate and its key lie, in PEM.
type Files struct {
	Certificate, Key string
}

// In returns the files dir/name.crt and dir/name.key.
func In(dir, name string) Files {
	return Files{Certificate: filepath.Join(dir, name+".crt"), Key: filepath.Join(dir, name+".key")}
}

func (f Files) load() (*x509.Certificate, crypto.Signer, error) {
	certificatePEM, err := os.ReadFile(f.Certificate)
	if err != nil {
		return nil, nil, err
	}
	keyPEM, err := os.ReadFile(f.Key)
	if err != nil {
		return nil, nil, err
	}
	certificate, err := decodeCertificate(certificatePEM)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", f.Certificate, err)
	}
	key, err := decodeKey(keyPEM)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", f.Key, err)
	}
	return certificate, key, nil
}

// store writes the key first: whoever sees the certificate finds its key.
func (f Files) store(der []byte, key crypto.Signer) error {
	keyPEM, err := encodeKey(key)
	if err != nil {
		return err
	}
	if err := replace(f.Key, keyPEM, 0o600); err != nil {
		return err
	}
	return replace(f.Certificate, encodeCertificate(der), 0o644)
}

// replace writes a file at once, so that a reader sees the old content or the new.
func replace(file string, content []byte, mode os.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	next := file + ".next"
	if err := os.WriteFile(next, content, mode); err != nil {
		return err
	}
	return os.Rename(next, file)
}

const (
	certificateType = "CERTIFICATE"
	keyType         = "PRIVATE KEY"
)

func encodeCertificate(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: certificateType, Bytes: der})
}

func decodeCertificate(text []byte) (*x509.Certificate, error) {
	block, _ := pem.Decode(bytes.TrimSpace(text))
	if block == nil || block.Type != certificateType {
		return nil, errors.New("should hold a certificate in PEM")
	}
	return x509.ParseCertificate(block.Bytes)
}

func encodeKey(key crypto.Signer) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: keyType, Bytes: der}), nil
}

func decodeKey(text []byte) (crypto.Signer, error) {
	block, _ := pem.Decode(bytes.TrimSpace(text))
	if block == nil || block.Type != keyType {
		return nil, errors.New("should hold a PKCS #8 private key in PEM")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	key, ok := parsed.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("a key of type %T cannot sign", parsed)
	}
	return key, nil
}

func newRSAKey() ([]byte, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	return encodeKey(key)
}
