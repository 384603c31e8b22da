// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/proxy/inject"
	"connectors.alauda.io/pkg/target"
)

// tokenRegistry wants tokens of the token service at realm, HOST being its own.
func tokenRegistry(t *testing.T, realm string, token http.HandlerFunc) http.HandlerFunc {
	t.Helper()
	return func(w http.ResponseWriter, r *http.Request) {
		switch r.Header.Get("Authorization") {
		case "Bearer token-of-the-registry":
			w.Header().Set("X-Reflected", r.Header.Get("Authorization"))
			_, _ = fmt.Fprint(w, r.Method+" "+r.URL.Path)
		case "":
			w.Header().Set("WWW-Authenticate", "Bearer realm=\""+strings.ReplaceAll(realm, "HOST", r.Host)+"\"")
			w.WriteHeader(http.StatusUnauthorized)
		default:
			token(w, r)
		}
	}
}

func giveToken(w http.ResponseWriter, _ *http.Request) {
	_, _ = fmt.Fprint(w, `{"token":"token-of-the-registry"}`)
}

// withRegistryToken makes the fixture's Connector one with the credential of a registry.
func withRegistryToken(t *testing.T, address string) *fixture {
	t.Helper()
	f := newFixture(t, address, none())
	input := registryToken()
	input.Address = f.target.Address
	var err error
	if f.target.Injector, err = inject.New(input); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestTokenOfARegistry(t *testing.T) {
	f := withRegistryToken(t, startServer(t, tokenRegistry(t, "http://HOST/token", giveToken)).URL)
	for _, method := range []string{http.MethodGet, http.MethodPut} {
		res := f.do(f.request(method, "/v2/app/manifests/1", strings.NewReader("content")))
		if body := readAll(t, res.Body); res.StatusCode != http.StatusOK || body != method+" /v2/app/manifests/1" {
			t.Errorf("%s: %d %s", method, res.StatusCode, body)
		}
		if res.Header.Get("X-Reflected") != "" {
			t.Error("the client was shown the token")
		}
	}
}

func TestTokenServiceElsewhere(t *testing.T) {
	service := startServer(t, http.HandlerFunc(giveToken))
	f := withRegistryToken(t, startServer(t, tokenRegistry(t, service.URL+"/token", giveToken)).URL)
	req := f.request(http.MethodGet, "/v2/app/manifests/1", nil)
	req.Header.Set("Accept", "application/json")
	status := wantStatus(t, f.do(req), http.StatusBadGateway, "TokenServiceElsewhere")
	if !strings.Contains(status.Message, service.URL) || !strings.Contains(status.Message, `"token-service"`) {
		t.Errorf("message %q", status.Message)
	}
	extension, err := target.ParseAddress(service.URL)
	if err != nil {
		t.Fatal(err)
	}
	f.target.Extensions = map[string]target.Address{"token-service": extension}
	if res, body := f.get("/v2/app/manifests/1"); res.StatusCode != http.StatusOK {
		t.Errorf("%d %s", res.StatusCode, body)
	}
}

func TestTokenIsRefused(t *testing.T) {
	for _, test := range []struct {
		name   string
		token  http.HandlerFunc
		code   int
		reason metav1.StatusReason
		retry  string
	}{
		{"wrong password", answerWith(http.StatusUnauthorized, nil), http.StatusBadGateway, "AuthenticationFailed", ""},
		{"too many requests", answerWith(http.StatusTooManyRequests, http.Header{"Retry-After": {"7"}}), http.StatusTooManyRequests, "TooManyRequests", "7"},
		{"a broken connection", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, http.StatusBadGateway, "ConnectionReset", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := withRegistryToken(t, startServer(t, tokenRegistry(t, "http://HOST/token", test.token)).URL)
			req := f.request(http.MethodPut, "/v2/app/manifests/1", strings.NewReader("content"))
			req.Header.Set("Accept", "application/json")
			res := f.do(req)
			wantStatus(t, res, test.code, test.reason)
			if got := res.Header.Get("Retry-After"); got != test.retry {
				t.Errorf("Retry-After %q", got)
			}
		})
	}
}
