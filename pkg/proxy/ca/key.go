// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"fmt"
	"io"

	"k8s.io/client-go/util/keyutil"

	"connectors.alauda.io/pkg/target"
)

// key is a private key that shows itself to nobody: it renders as a Credential does, and what prints by reflection cannot
// look into functions. It is immutable and safe for concurrent use.
type key struct {
	// The key in PEM, as the Secret holds it; empty for one that is never stored.
	target.Credential
	private func() crypto.Signer
}

var _ crypto.Signer = key{}

// Public implements crypto.Signer.
func (k key) Public() crypto.PublicKey { return k.private().Public() }

// Sign implements crypto.Signer.
func (k key) Sign(random io.Reader, digest []byte, options crypto.SignerOpts) ([]byte, error) {
	return k.private().Sign(random, digest, options)
}

// hide wraps a key that is never stored.
func hide(private crypto.Signer) key { return key{private: func() crypto.Signer { return private }} }

// newKey makes a key on the curve P-256.
func newKey() (key, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return key{}, fmt.Errorf("making a private key: %w", err)
	}
	return hide(private), nil
}

// stored gives the key together with its PEM form.
func (k key) stored() (key, error) {
	text, err := keyutil.MarshalPrivateKeyToPEM(k.private())
	if err != nil {
		return key{}, fmt.Errorf("encoding a private key: %w", err)
	}
	return key{Credential: target.NewCredential(text), private: k.private}, nil
}

// parseKey reads a key in PEM. Errors say nothing of what was read.
func parseKey(text []byte) (key, error) {
	parsed, err := keyutil.ParsePrivateKeyPEM(text)
	if err != nil {
		return key{}, errors.New("it holds no private key in PEM")
	}
	private, ok := parsed.(*ecdsa.PrivateKey)
	if !ok || private.Curve != elliptic.P256() {
		return key{}, errors.New("it holds a private key that is not one of the curve P-256")
	}
	return key{Credential: target.NewCredential(text), private: func() crypto.Signer { return private }}, nil
}
