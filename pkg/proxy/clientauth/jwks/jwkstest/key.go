// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package jwkstest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"testing"

	jose "github.com/go-jose/go-jose/v4"
)

// Key signs tokens.
type Key struct {
	// ID is the name under which it is published.
	ID        string
	algorithm jose.SignatureAlgorithm
	private   crypto.Signer
}

// NewKey makes a key for ES256.
func NewKey(t testing.TB, id string) *Key {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return Of(id, private)
}

// Of is the key whose private half is given, for ES256 or RS256 as its kind says.
func Of(id string, private crypto.Signer) *Key {
	algorithm := jose.ES256
	if _, ok := private.(*rsa.PrivateKey); ok {
		algorithm = jose.RS256
	}
	return &Key{ID: id, algorithm: algorithm, private: private}
}

// NewRSAKey makes a key for RS256, of the size that clusters use.
func NewRSAKey(t testing.TB, id string) *Key {
	t.Helper()
	const bits = 2048
	private, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return Of(id, private)
}

// Public is the public half.
func (k *Key) Public() crypto.PublicKey { return k.private.Public() }

func (k *Key) public() jose.JSONWebKey {
	return jose.JSONWebKey{Key: k.Public(), KeyID: k.ID, Algorithm: string(k.algorithm), Use: "sig"}
}

// Header is what tokens of this key begin with.
func (k *Key) Header() string { return fmt.Sprintf(`{"alg":%q,"kid":%q}`, k.algorithm, k.ID) }

// Sign makes a token with these claims, which are encoded as JSON.
func (k *Key) Sign(t testing.TB, claims any) string {
	t.Helper()
	text, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	return k.SignText(t, k.Header(), string(text))
}

// SignText makes a token of a header and claims as they are, with a signature that is good whatever they say.
func (k *Key) SignText(t testing.TB, header, claims string) string {
	t.Helper()
	signed := Encode(header) + "." + Encode(claims)
	digest := crypto.SHA256.New()
	digest.Write([]byte(signed))
	signature, err := k.sign(digest.Sum(nil))
	if err != nil {
		t.Fatal(err)
	}
	return signed + "." + Encode(string(signature))
}

func (k *Key) sign(digest []byte) ([]byte, error) {
	private, ok := k.private.(*ecdsa.PrivateKey)
	if !ok {
		return k.private.Sign(rand.Reader, digest, crypto.SHA256)
	}
	r, s, err := ecdsa.Sign(rand.Reader, private, digest)
	if err != nil {
		return nil, err
	}
	const half = 32
	signature := make([]byte, 2*half)
	r.FillBytes(signature[:half])
	s.FillBytes(signature[half:])
	return signature, nil
}

// Encode is how a part of a token is written.
func Encode(part string) string { return base64.RawURLEncoding.EncodeToString([]byte(part)) }
