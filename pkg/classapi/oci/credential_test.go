// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/plugin"
)

const (
	password = "pass-canary"
	token    = "token-canary"
)

// guarded is a registry that wants a credential, and remembers what it was sent.
type guarded struct {
	// challenge is what it answers those who have not what it wants, an Authorization header.
	challenge, wants string

	mu   sync.Mutex
	seen []string
}

// ServeHTTP implements http.Handler.
func (g *guarded) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	given := r.Header.Get("Authorization")
	g.mu.Lock()
	g.seen = append(g.seen, r.URL.Path+" "+given)
	g.mu.Unlock()
	switch {
	case r.URL.Path == "/token" && given == basicPassword():
		_, _ = io.WriteString(w, `{"token":"`+token+`"}`)
	case r.URL.Path == "/token":
		w.WriteHeader(http.StatusUnauthorized)
	case given == g.wants:
		_, _ = io.WriteString(w, `{"tags":["v1"]}`)
	default:
		w.Header().Set("WWW-Authenticate", g.challenge)
		w.WriteHeader(http.StatusUnauthorized)
	}
}

// saw are the requests, sorted: path and Authorization.
func (g *guarded) saw() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Compact(slices.Sorted(slices.Values(g.seen)))
}

func basicPassword() string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte("robot:"+password))
}

// call is one with a credential.
func call(base, secretType string) *plugin.Call {
	return plugin.NewCall(base, secretType, map[string][]byte{
		"username": []byte("robot"), "password": []byte(password), "token": []byte(token),
	}, nil)
}

func TestCredentials(t *testing.T) {
	const tags = "/v2/library/app/tags/list "
	for name, test := range map[string]struct {
		secretType, challenge, wants string
		saw                          []string
	}{
		"a password for a token": {
			secretType: v1alpha1.SecretTypeRegistryToken, challenge: `Bearer realm="{base}/token",service="images"`, wants: "Bearer " + token,
			saw: []string{"/token " + basicPassword(), "/v2/ ", tags + "Bearer " + token},
		},
		"a password as it is": {
			secretType: v1alpha1.SecretTypeRegistryToken, challenge: `Basic realm="images"`, wants: basicPassword(),
			saw: []string{"/v2/ ", tags + basicPassword()},
		},
		"Harbor's password for a token": {
			secretType: v1alpha1.SecretTypeBasicAuth, challenge: `Bearer realm="{base}/token",service="images"`, wants: "Bearer " + token,
			saw: []string{"/token " + basicPassword(), "/v2/ ", tags + "Bearer " + token},
		},
		"a token": {
			secretType: v1alpha1.SecretTypeBearerToken, challenge: `Bearer realm="{base}/token",service="images"`, wants: "Bearer " + token,
			saw: []string{tags + "Bearer " + token},
		},
	} {
		t.Run(name, func(t *testing.T) {
			registry := &guarded{wants: test.wants}
			base := serve(t, registry)
			registry.challenge = strings.ReplaceAll(test.challenge, "{base}", base)
			answer, err := ask(t.Context(), t, open(t, call(base, test.secretType)), tagsPath, "repository=library/app")
			if got, _ := names(t, answer, err); !slices.Equal(got, []string{"v1"}) {
				t.Errorf("the tags are %v", got)
			}
			if got := registry.saw(); !slices.Equal(got, test.saw) {
				t.Errorf("the registry saw %q, want %q", got, test.saw)
			}
		})
	}
}

// TestCredentialsStayHome has registries that name a token service of another host, as hostile ones do.
func TestCredentialsStayHome(t *testing.T) {
	for _, secretType := range []string{v1alpha1.SecretTypeRegistryToken, v1alpha1.SecretTypeBasicAuth, v1alpha1.SecretTypeBearerToken} {
		for _, path := range []string{repositoriesPath, tagsPath, manifestPath} {
			t.Run(secretType+path, func(t *testing.T) {
				elsewhere := &guarded{}
				registry := &guarded{wants: "nothing", challenge: `Bearer realm="` + serve(t, elsewhere) + `/token",service="images"`}
				opened := open(t, call(serve(t, registry), secretType))
				_, err := ask(t.Context(), t, opened, path, "repository=library/app&reference=v1")
				if err == nil {
					t.Fatal("no error")
				}
				for _, secret := range []string{password, token, basicPassword()} {
					if strings.Contains(err.Error(), secret) {
						t.Errorf("the message %q holds the credential", err)
					}
				}
				if saw := elsewhere.saw(); len(saw) != 0 {
					t.Errorf("the other host saw %q", saw)
				}
			})
		}
	}
}

func TestRefusedCredential(t *testing.T) {
	registry := &guarded{wants: "Basic other", challenge: `Basic realm="images"`}
	opened := open(t, call(serve(t, registry), v1alpha1.SecretTypeBasicAuth))
	_, err := ask(t.Context(), t, opened, tagsPath, "repository=library/app")
	expectStatus(t, err, http.StatusUnauthorized, "did not accept the credential of the Connector", password, basicPassword())
}
