// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package jwkstest stands for the part of a kube-apiserver that issues tokens and publishes its keys, for tests.
package jwkstest

import (
	"encoding/json"
	"net/http"
	"sync"

	jose "github.com/go-jose/go-jose/v4"
)

const (
	configurationPath = "/.well-known/openid-configuration"
	keysPath          = "/openid/v1/jwks"
)

// Issuer publishes keys as a kube-apiserver does. It is safe for concurrent use.
type Issuer struct {
	mu    sync.Mutex
	name  string
	keys  []jose.JSONWebKey
	reads int
	fault http.HandlerFunc
}

// New gives an Issuer of this name without keys.
func New(name string) *Issuer { return &Issuer{name: name} }

// Name is the issuer that tokens name.
func (i *Issuer) Name() string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.name
}

// Rename gives the issuer another name.
func (i *Issuer) Rename(name string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.name = name
}

// Publish replaces the keys that are published.
func (i *Issuer) Publish(keys ...*Key) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.keys = nil
	for _, key := range keys {
		i.keys = append(i.keys, key.public())
	}
}

// Break has everything answered by fault, until that is nil.
func (i *Issuer) Break(fault http.HandlerFunc) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.fault = fault
}

// Reads is how often somebody has begun to read, since the beginning.
func (i *Issuer) Reads() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.reads
}

// Install adds what is published to a server.
func (i *Issuer) Install(mux *http.ServeMux) {
	mux.HandleFunc("GET "+configurationPath, func(w http.ResponseWriter, r *http.Request) {
		i.mu.Lock()
		i.reads++
		document := map[string]any{"issuer": i.name, "jwks_uri": "https://elsewhere.example.com" + keysPath}
		fault := i.fault
		i.mu.Unlock()
		answer(w, r, fault, "application/json", document)
	})
	mux.HandleFunc("GET "+keysPath, func(w http.ResponseWriter, r *http.Request) {
		i.mu.Lock()
		document, fault := jose.JSONWebKeySet{Keys: i.keys}, i.fault
		i.mu.Unlock()
		answer(w, r, fault, "application/jwk-set+json", document)
	})
}

func answer(w http.ResponseWriter, r *http.Request, fault http.HandlerFunc, contentType string, document any) {
	if fault != nil {
		fault(w, r)
		return
	}
	w.Header().Set("Content-Type", contentType)
	_ = json.NewEncoder(w).Encode(document)
}
