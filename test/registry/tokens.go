// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registry

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

const (
	issuer  = "tests"
	service = "registry.test"
	keyID   = "key"
)

// A TokenService issues tokens for one registry. Its methods may be called concurrently.
type TokenService struct {
	server *httptest.Server
	signer jose.Signer
	public jose.JSONWebKeySet

	mu      sync.Mutex
	users   map[string]User
	life    time.Duration
	replace http.HandlerFunc
	asked   []Asked
}

// Asked is one request for a token.
type Asked struct {
	User, Scope string
	// Given says whether there was a token for it.
	Given bool
}

// StartTokenService serves until Close. Tokens live for the given time.
func StartTokenService(users map[string]User, life time.Duration) (*TokenService, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making the key of a token service: %w", err)
	}
	signer, err := jose.NewSigner(
		jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: key, KeyID: keyID}}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return nil, fmt.Errorf("making the signer of a token service: %w", err)
	}
	s := &TokenService{
		signer: signer, users: maps.Clone(users), life: life,
		public: jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: keyID, Algorithm: string(jose.ES256), Use: "sig"}}},
	}
	s.server = httptest.NewServer(s)
	return s, nil
}

// Close ends the service.
func (s *TokenService) Close() { s.server.Close() }

// URL is where the service is, without a slash at the end.
func (s *TokenService) URL() string { return s.server.URL }

// Auth makes the section auth of a registry that trusts the tokens. It writes a file into dir.
func (s *TokenService) Auth(dir string) (map[string]any, error) {
	keys, err := json.Marshal(s.public)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "keys.json")
	if err := os.WriteFile(file, keys, 0o600); err != nil {
		return nil, err
	}
	return map[string]any{"token": map[string]any{
		"realm": s.URL() + "/token", "service": service, "issuer": issuer, "jwks": file,
	}}, nil
}

// Replace has requests answered by f from now on; by the service itself when it is nil.
func (s *TokenService) Replace(f http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replace = f
}

// Asked are the requests since the service was started or Asked was called.
func (s *TokenService) Asked() []Asked {
	s.mu.Lock()
	defer s.mu.Unlock()
	asked := s.asked
	s.asked = nil
	return asked
}

// ServeHTTP implements http.Handler.
func (s *TokenService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.replace != nil {
		s.replace(w, r)
		return
	}
	name, password, _ := r.BasicAuth()
	user, known := s.users[name]
	given := known && user.Password == password && r.URL.Query().Get("service") == service
	scopes := r.URL.Query()["scope"]
	s.asked = append(s.asked, Asked{User: name, Scope: strings.Join(scopes, " "), Given: given})
	if !given {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	token, err := s.token(name, user, scopes)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"token": token, "expires_in": s.life.Seconds()})
}

func (s *TokenService) token(name string, user User, scopes []string) (string, error) {
	now := time.Now()
	claims := jwt.Claims{
		Issuer: issuer, Subject: name, Audience: jwt.Audience{service}, ID: rand.Text(),
		IssuedAt: jwt.NewNumericDate(now), NotBefore: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(s.life)),
	}
	var granted []access
	for _, scope := range scopes {
		if a, ok := user.grant(scope); ok {
			granted = append(granted, a)
		}
	}
	return jwt.Signed(s.signer).Claims(claims).Claims(map[string]any{"access": granted}).Serialize()
}
