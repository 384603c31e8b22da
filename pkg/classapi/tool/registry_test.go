// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package tool

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/plugin"
	"connectors.alauda.io/pkg/target"
)

func mustParse(t *testing.T, text string) target.Address {
	t.Helper()
	address, err := target.ParseAddress(text)
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// tokenRegistry is a registry that wants tokens of a token service.
type tokenRegistry struct {
	*httptest.Server
	// realm is the URL of the token service; empty for one at the registry.
	realm string

	mu sync.Mutex
	// asked are the Authorization headers of requests for tokens.
	asked []string
}

func newTokenRegistry(t *testing.T) *tokenRegistry {
	t.Helper()
	r := &tokenRegistry{}
	r.Server = start(t, r.serve)
	r.realm = r.URL + "/token"
	return r
}

func (r *tokenRegistry) serve(w http.ResponseWriter, req *http.Request) {
	switch {
	case req.URL.Path == "/token":
		r.issue(w, req)
	case req.Header.Get("Authorization") == "Bearer issued":
		echo(w, req)
	default:
		w.Header().Set("WWW-Authenticate", fmt.Sprintf(`Bearer realm=%q,service="registry"`, r.realm))
		w.WriteHeader(http.StatusUnauthorized)
	}
}

func (r *tokenRegistry) issue(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked = append(r.asked, req.Header.Get("Authorization"))
	_, _ = fmt.Fprint(w, `{"token":"issued","expires_in":300}`)
}

func (r *tokenRegistry) requests() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.asked)
}

// What the message of a failed exchange says is of use, and never the credential.
func TestWhyThereIsNoToken(t *testing.T) {
	for _, tt := range []struct{ name, realm, want string }{
		{"a token service elsewhere", "https://tokens.example/token", `https://tokens.example, which is none of the Connector's addresses, ` +
			`so the credential was not sent: if it belongs there, give that address as address extension "token-service"`},
		{"the credential as its host", "https://" + canary + ".example/token", "not shown"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			registry := newTokenRegistry(t)
			registry.realm = tt.realm
			opened, err := open(t, registry.URL, v1alpha1.SecretTypeRegistryToken).AsRegistry()
			if err != nil {
				t.Fatal(err)
			}
			_, body, err := get(t, opened.Client(), registry.URL+"/v2/app/tags/list")
			if err == nil {
				t.Fatalf("it answered %q", body)
			}
			status := statusOf(t, opened.Failure(err))
			if status.Reason != "TokenServiceElsewhere" || !strings.Contains(status.Message, tt.want) || strings.Contains(status.Message, canary) {
				t.Errorf("got %+v, want %q", status, tt.want)
			}
		})
	}
}

// Calls with the same inputs use the same tokens, all others get their own.
func TestTokensOfRegistriesAreShared(t *testing.T) {
	registry := newTokenRegistry(t)
	connections := newConnections(t)
	list := func(secretType string, secret map[string][]byte) {
		t.Helper()
		opened, err := connections.Open(plugin.NewCall(registry.URL, secretType, secret, nil))
		if err != nil {
			t.Fatal(err)
		}
		asRegistry, err := opened.AsRegistry()
		if err != nil {
			t.Fatal(err)
		}
		answer, body, err := get(t, asRegistry.Client(), registry.URL+"/v2/app/tags/list")
		if err != nil || answer.StatusCode != http.StatusOK || !strings.Contains(body, "[Bearer issued]") {
			t.Errorf("got %q, %v", body, err)
		}
	}
	list(v1alpha1.SecretTypeRegistryToken, credential(v1alpha1.SecretTypeRegistryToken))
	list(v1alpha1.SecretTypeBasicAuth, credential(v1alpha1.SecretTypeBasicAuth))
	list(v1alpha1.SecretTypeRegistryToken, credential(v1alpha1.SecretTypeRegistryToken))
	list("", nil)
	list("", nil)
	list(v1alpha1.SecretTypeRegistryToken, map[string][]byte{"username": []byte("robot"), "password": []byte("another")})
	got := registry.requests()
	if len(got) != 3 || got[0] != basic("robot") || got[1] != "" || got[2] == got[0] {
		t.Errorf("the token service was asked with %q", got)
	}
}

func TestTokenServicesElsewhere(t *testing.T) {
	service := &tokenRegistry{}
	service.Server = startAt(t, "127.0.0.3", service.issue)
	for _, tt := range []struct {
		name, secretType string
		further          []string
		internal         []netip.Prefix
		ok               bool
		reason           string
	}{
		{"a credential stays home", v1alpha1.SecretTypeRegistryToken, nil, nil, false, "TokenServiceElsewhere"},
		{"a credential goes to a further address of the Connector", v1alpha1.SecretTypeRegistryToken, []string{service.URL}, nil, true, ""},
		{"and to none beside it", v1alpha1.SecretTypeRegistryToken, []string{service.URL + "/other"}, nil, false, "TokenServiceElsewhere"},
		{"everybody may have a token", "", nil, nil, true, ""},
		{"nobody is led into the cluster", "", nil, []netip.Prefix{netip.MustParsePrefix("127.0.0.3/32")}, false, "AddressRefused"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			registry := newTokenRegistry(t)
			registry.realm = service.URL + "/token"
			opened, err := newConnections(t, tt.internal...).Open(plugin.NewCall(registry.URL, tt.secretType, credential(tt.secretType), nil).WithAddresses(tt.further))
			if err != nil {
				t.Fatal(err)
			}
			if opened, err = opened.AsRegistry(); err != nil {
				t.Fatal(err)
			}
			_, body, err := get(t, opened.Client(), registry.URL+"/v2/app/tags/list")
			if tt.ok {
				if err != nil || !strings.Contains(body, "[Bearer issued]") {
					t.Errorf("got %q, %v", body, err)
				}
				return
			}
			if err == nil {
				t.Fatalf("it answered %q", body)
			}
			if status := statusOf(t, opened.Failure(err)); status.Code != 502 || string(status.Reason) != tt.reason {
				t.Errorf("got %+v, want %s", status, tt.reason)
			}
		})
	}
	if got, want := service.requests(), []string{basic("robot"), ""}; !slices.Equal(got, want) {
		t.Errorf("the token service elsewhere was sent %q, want %q", got, want)
	}
}
