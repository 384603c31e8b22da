// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package inject

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/target"
)

func registryInput(t *testing.T, pairs ...string) target.InjectorInput {
	t.Helper()
	address, err := target.ParseAddress("https://registry.example.com")
	if err != nil {
		t.Fatal(err)
	}
	return target.InjectorInput{Address: address, SecretType: v1alpha1.SecretTypeRegistryToken, Secret: secret(pairs...)}
}

func TestRegistryTokenRefuses(t *testing.T) {
	for name, pairs := range map[string][]string{
		"no password":             {"username", "robot"},
		"no user name":            {"password", canary},
		"both empty":              {"username", "", "password", ""},
		"a colon":                 {"username", "a:b", "password", canary},
		"a line break in a value": {"username", "robot", "password", canary + "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(registryInput(t, pairs...))
			if err == nil || strings.Contains(err.Error(), canary) {
				t.Fatalf("got %v", err)
			}
			var missing *KeyMissingError
			if errors.As(err, &missing) && missing.SecretType != v1alpha1.SecretTypeRegistryToken {
				t.Errorf("the type is called %s", missing.SecretType)
			}
		})
	}
}

// Some registries take an access token in place of either.
func TestRegistryTokenWithOneEmpty(t *testing.T) {
	for _, pairs := range [][]string{{"username", "", "password", canary}, {"username", "token-as-a-name", "password", ""}} {
		if _, err := New(registryInput(t, pairs...)); err != nil {
			t.Error(err)
		}
	}
}

func TestRegistryTokenIsExchanged(t *testing.T) {
	const issued = "issued+by/the=registry"
	injector, err := New(registryInput(t, "username", "robot", "password", "password-of-robot"))
	if err != nil {
		t.Fatal(err)
	}
	exchanger, ok := injector.(target.Exchanger)
	if !ok {
		t.Fatal("the credential is put on requests as it is")
	}
	send := func(req *http.Request) (*http.Response, error) {
		res := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: http.NoBody}
		switch name, password, isBasic := req.BasicAuth(); {
		case isBasic && name == "robot" && password == "password-of-robot" && req.URL.Path == "/token":
			res.Body = io.NopCloser(strings.NewReader(fmt.Sprintf(`{"token":%q}`, issued)))
		case req.Header.Get("Authorization") != "Bearer "+issued:
			res.StatusCode = http.StatusUnauthorized
			res.Header.Set("Www-Authenticate", `Bearer realm="https://registry.example.com/token"`)
		}
		return res, nil
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://registry.example.com/v2/app/tags/list", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := exchanger.Exchange(req, send)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%+v, %v", res, err)
	}
	_ = res.Body.Close()
	for value, want := range map[string]bool{
		"x " + issued: true, "token=issued%2Bby%2Fthe%3Dregistry": true, "password-of-robot": true, "issued": false,
	} {
		if got := injector.Reveals(value); got != want {
			t.Errorf("%q: %t", value, got)
		}
	}
}
