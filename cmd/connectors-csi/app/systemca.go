// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"os"
	"sync"

	"k8s.io/klog/v2"
)

// usualPlaces are where distributions of Linux have the authorities that they trust, in one file.
func usualPlaces() []string {
	return []string{
		"/etc/ssl/certs/ca-certificates.crt",
		"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
		"/etc/pki/tls/certs/ca-bundle.crt",
		"/etc/ssl/ca-bundle.pem",
		"/etc/ssl/cert.pem",
	}
}

// findSystemCAs gives the file that is meant by default, empty if there is none.
func findSystemCAs(places []string) string {
	if named := os.Getenv("SSL_CERT_FILE"); named != "" {
		return named
	}
	for _, place := range places {
		if info, err := os.Stat(place); err == nil && info.Mode().IsRegular() {
			return place
		}
	}
	return ""
}

// systemCAs are the certificates of a file, as it is at the moment. They are safe for concurrent use.
type systemCAs struct {
	logger klog.Logger
	path   string

	mu sync.Mutex
	// read is the file as it was when certificates were read from it, or tried to.
	read         os.FileInfo
	certificates string
}

// newSystemCAs reads the file at path; if that is empty there are no certificates.
func newSystemCAs(logger klog.Logger, path string) (*systemCAs, error) {
	s := &systemCAs{logger: logger, path: path}
	if path == "" {
		logger.Info("There are no certificate authorities of the system: the file ca.crt of volumes has that of the proxy alone. Give --system-ca-file")
		return s, nil
	}
	return s, s.refresh()
}

// pem gives the certificates. If the file cannot be read any more they are those of before.
func (s *systemCAs) pem() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.path == "" {
		return ""
	}
	if err := s.refresh(); err != nil {
		s.logger.Error(err, "The certificate authorities of the system stay as they were")
	}
	return s.certificates
}

// refresh reads the file if it is another one than before.
func (s *systemCAs) refresh() error {
	info, err := os.Stat(s.path)
	if err != nil {
		return fmt.Errorf("looking for certificate authorities: %w", err)
	}
	if s.read != nil && os.SameFile(info, s.read) && info.ModTime().Equal(s.read.ModTime()) && info.Size() == s.read.Size() {
		return nil
	}
	s.read = info
	certificates, err := readCertificates(s.path)
	if err != nil {
		return err
	}
	s.certificates = certificates
	return nil
}

// maxCertificates bounds the file: what is in it is in every volume of the node.
const maxCertificates = 512 << 10

// readCertificates gives what is a certificate in a file, and nothing else that may be in it, such as a key.
func readCertificates(path string) (string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("reading certificate authorities: %w", err)
	}
	var kept bytes.Buffer
	for block, rest := pem.Decode(content); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		if err := pem.Encode(&kept, &pem.Block{Type: block.Type, Bytes: block.Bytes}); err != nil {
			return "", fmt.Errorf("reading certificate authorities from %s: %w", path, err)
		}
	}
	switch {
	case kept.Len() == 0:
		return "", fmt.Errorf("reading certificate authorities from %s: it has no certificate in PEM", path)
	case kept.Len() > maxCertificates:
		return "", fmt.Errorf("reading certificate authorities from %s: they are %d bytes, must be at most %d", path, kept.Len(), maxCertificates)
	}
	return kept.String(), nil
}
