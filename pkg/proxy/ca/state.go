// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"bytes"
	"crypto/x509"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
	certutil "k8s.io/client-go/util/cert"
)

// state is what the Secret holds. It is immutable: a step makes another one.
type state struct {
	// signing is the authority that signs.
	signing pair
	// next is the one that will, nil most of the time; noted is when it was first seen to be published, zero before.
	next  *pair
	noted time.Time
	// asked is true when somebody wants a rotation now.
	asked bool
	// former have signed. Their keys are gone; what they signed may still be in use.
	former []*x509.Certificate
}

// trusted are the authorities that clients ought to trust, as a bundle in PEM.
func (s state) trusted() ([]byte, error) {
	all := []*x509.Certificate{s.signing.certificate}
	if s.next != nil {
		all = append(all, s.next.certificate)
	}
	return certutil.EncodeCertificates(append(all, s.former...)...)
}

// bundle is what is published.
type bundle []*x509.Certificate

// parseBundle reads what the ConfigMap holds. What cannot be read is not published.
func parseBundle(text string) bundle {
	certificates, err := certutil.ParseCertsPEM([]byte(text))
	if err != nil {
		return nil
	}
	return certificates
}

// Published gives the certificates of the authorities that the ConfigMap publishes, in PEM and nothing else; empty when there
// are none that can be read, or no ConfigMap.
func Published(configMap *corev1.ConfigMap) string {
	if configMap == nil {
		return ""
	}
	text, err := certutil.EncodeCertificates(parseBundle(configMap.Data[BundleKey])...)
	if err != nil {
		return ""
	}
	return string(text)
}

func (b bundle) has(p *pair) bool {
	return p != nil && slices.ContainsFunc(b, func(c *x509.Certificate) bool { return bytes.Equal(c.Raw, p.certificate.Raw) })
}
