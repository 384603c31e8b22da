// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package plugin

import (
	"bytes"
	"slices"
)

// Call is what a class API is told of a Connector. It is immutable, as long as nobody writes into its slices, and safe for
// concurrent use; it shows its credential to nobody who does not call Secret.
type Call struct {
	// BaseURL is the address of the tool as the Connector, or its class, writes it. It need not be http or https.
	BaseURL string
	// SecretType is the type of the Secret, such as kubernetes.io/basic-auth; empty without a credential.
	SecretType string
	// CACerts are certificate authorities, as PEM, that vouch for the tool beside those of the system; nil when there are
	// none.
	CACerts []byte
	// Addresses are URLs of further addresses of the tool, beside BaseURL, where the credential may be used too, such as that
	// of a token service; nil without a credential.
	Addresses []string

	// secret is nil without a credential. It is a function to hide the values from reflection.
	secret func() map[string][]byte
}

// NewCall keeps copies of what it is given. A nil secret means that there is no credential; then there is no type of one
// either. An empty secret is a credential without keys.
func NewCall(baseURL, secretType string, secret map[string][]byte, caCerts []byte) *Call {
	call := &Call{BaseURL: baseURL, CACerts: bytes.Clone(caCerts)}
	if secret == nil {
		return call
	}
	kept := cloned(secret)
	call.SecretType, call.secret = secretType, func() map[string][]byte { return kept }
	return call
}

// WithAddresses is the call with these further addresses. Without a credential it is the call itself.
func (c *Call) WithAddresses(addresses []string) *Call {
	if c.secret == nil {
		return c
	}
	other := *c
	other.Addresses = slices.Clone(addresses)
	return &other
}

// Secret gives the values of the Secret by key, which the caller owns, and whether there is a credential.
func (c *Call) Secret() (map[string][]byte, bool) {
	if c.secret == nil {
		return nil, false
	}
	return cloned(c.secret()), true
}

func cloned(secret map[string][]byte) map[string][]byte {
	made := make(map[string][]byte, len(secret))
	for key, value := range secret {
		made[key] = append([]byte{}, value...) // never nil, which JSON writes as null
	}
	return made
}
