// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package jwks

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	jose "github.com/go-jose/go-jose/v4"
)

// Algorithms are those with which a cluster signs tokens, none of them symmetric.
func Algorithms() []jose.SignatureAlgorithm {
	return []jose.SignatureAlgorithm{jose.RS256, jose.ES256, jose.ES384, jose.ES512}
}

// Key is a public key and the algorithm it is used with.
type Key struct {
	// Public is an RSA or ECDSA public key.
	Public any
	// Algorithm is one of Algorithms.
	Algorithm jose.SignatureAlgorithm
}

// set is what a cluster publishes about its tokens. It does not change.
type set struct {
	issuer string
	keys   map[string]Key
}

// parseSet reads an OpenID configuration and a JSON Web Key Set.
func parseSet(configuration, keys []byte) (*set, error) {
	var about struct {
		Issuer string `json:"issuer"`
	}
	if err := json.Unmarshal(configuration, &about); err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", configurationPath, err)
	}
	if about.Issuer == "" {
		return nil, errors.New(configurationPath + " names no issuer")
	}
	var published struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(keys, &published); err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", keysPath, err)
	}
	found := &set{issuer: about.Issuer, keys: map[string]Key{}}
	for _, text := range published.Keys {
		if id, key, ok := parseKey(text); ok {
			found.keys[id] = key
		}
	}
	if len(found.keys) == 0 {
		return nil, fmt.Errorf("%s holds no key with a name for any of the algorithms %v", keysPath, Algorithms())
	}
	return found, nil
}

// parseKey passes over keys that do not sign tokens and kinds of keys that are not known.
func parseKey(text json.RawMessage) (string, Key, bool) {
	var key jose.JSONWebKey
	if err := json.Unmarshal(text, &key); err != nil {
		return "", Key{}, false
	}
	if key.KeyID == "" || !key.Valid() || !key.IsPublic() || (key.Use != "" && key.Use != "sig") {
		return "", Key{}, false
	}
	algorithm := jose.SignatureAlgorithm(key.Algorithm)
	return key.KeyID, Key{Public: key.Key, Algorithm: algorithm}, slices.Contains(Algorithms(), algorithm)
}
