// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// validateCertificates checks PEM certificates. It never shows what it read: a private key may have been put there.
func validateCertificates(text string, path *field.Path) field.ErrorList {
	if text == "" {
		return nil
	}
	if len(text) > maxCertificateBytes {
		return field.ErrorList{field.TooLong(path, nil, maxCertificateBytes)}
	}
	if message := checkCertificates(text); message != "" {
		return field.ErrorList{field.Invalid(path, "<omitted>", message)}
	}
	return nil
}

// checkCertificates says what is wrong. The count of opening lines tells of blocks that the decoder silently passes over.
func checkCertificates(text string) string {
	rest := []byte(text)
	count := 0
	for {
		var block *pem.Block
		block, rest = pem.Decode(rest)
		if block == nil {
			break
		}
		count++
		if block.Type != "CERTIFICATE" {
			return fmt.Sprintf("must hold certificates only; PEM block %d is a %s", count, shown(block.Type))
		}
		if _, err := x509.ParseCertificate(block.Bytes); err != nil {
			return fmt.Sprintf("must hold valid certificates; PEM block %d: %v", count, err)
		}
	}
	if opened := strings.Count(text, "-----BEGIN "); opened != count || count == 0 {
		return fmt.Sprintf("must hold certificates in PEM format; %d of %d blocks can be read", count, opened)
	}
	return ""
}
