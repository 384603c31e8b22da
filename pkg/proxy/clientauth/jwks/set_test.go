// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package jwks

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"strings"
	"testing"

	jose "github.com/go-jose/go-jose/v4"
)

func TestParseSet(t *testing.T) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	encode := func(key jose.JSONWebKey) string {
		text, err := json.Marshal(key)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	good := jose.JSONWebKey{Key: private.Public(), KeyID: "a", Algorithm: "ES256", Use: "sig"}
	with := func(change func(*jose.JSONWebKey)) string {
		changed := good
		change(&changed)
		return encode(changed)
	}
	for _, tt := range []struct {
		name, key string
		want      bool
	}{
		{"good", encode(good), true},
		{"of no declared use", with(func(k *jose.JSONWebKey) { k.Use = "" }), true},
		{"without a name", with(func(k *jose.JSONWebKey) { k.KeyID = "" }), false},
		{"for encryption", with(func(k *jose.JSONWebKey) { k.Use = "enc" }), false},
		{"without an algorithm", with(func(k *jose.JSONWebKey) { k.Algorithm = "" }), false},
		{"of algorithm none", with(func(k *jose.JSONWebKey) { k.Algorithm = "none" }), false},
		{"for HMAC by its own words", with(func(k *jose.JSONWebKey) { k.Algorithm = "HS256" }), false},
		{"symmetric", with(func(k *jose.JSONWebKey) { k.Key, k.Algorithm = []byte("secret"), "HS256" }), false},
		{"symmetric and called ECDSA", with(func(k *jose.JSONWebKey) { k.Key = []byte("secret") }), false},
		{"private", with(func(k *jose.JSONWebKey) { k.Key = private }), false},
		{"of a kind of tomorrow", `{"kty":"QQ","kid":"a","alg":"ES256"}`, false},
		{"no object", `"a"`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			other := with(func(k *jose.JSONWebKey) { k.KeyID = "other" })
			found, err := parseSet([]byte(`{"issuer":"i"}`), []byte(`{"keys":[`+tt.key+","+other+`]}`))
			if err != nil {
				t.Fatal(err)
			}
			if _, ok := found.keys["a"]; ok != tt.want || len(found.keys["other"].Algorithm) == 0 {
				t.Errorf("keys %v", found.keys)
			}
		})
	}
}

func FuzzParseSet(f *testing.F) {
	f.Add(`{"issuer":"i"}`, `{"keys":[{"kty":"EC","kid":"a","alg":"ES256","crv":"P-256","x":"AA","y":"AA"}]}`)
	f.Add(`{"issuer":""}`, `{"keys":[{"kty":"oct","kid":"a","alg":"HS256","k":"AA"}]}`)
	f.Fuzz(func(t *testing.T, configuration, keys string) {
		found, err := parseSet([]byte(configuration), []byte(keys))
		if err != nil {
			return
		}
		for name, key := range found.keys {
			if name == "" || key.Public == nil || strings.HasPrefix(string(key.Algorithm), "HS") {
				t.Errorf("%q is taken for a key: %+v", name, key)
			}
		}
	})
}
