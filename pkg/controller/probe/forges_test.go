// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// limited is a token that opens repositories and no more.
const limited = "limited-token"

// gitLab is a GitLab below a prefix.
func gitLab(w http.ResponseWriter, r *http.Request) {
	token := r.Header.Get("Private-Token")
	switch {
	case r.URL.Path == "/gitlab/api/v4/version":
		w.WriteHeader(http.StatusUnauthorized)
	case r.URL.Path == "/gitlab/api/v4/projects" && token == "":
	case r.URL.Path != "/gitlab/api/v4/user":
		w.WriteHeader(http.StatusNotFound)
	case token == limited:
		w.WriteHeader(http.StatusForbidden)
	case token != canary:
		w.WriteHeader(http.StatusUnauthorized)
	}
}

func TestGitLabClass(t *testing.T) {
	liveness, auth := parseClass(t, "gitlab")
	address := serve(t, gitLab) + "/gitlab/"
	elsewhere := serve(t, http.NotFound)
	runner := newRunner(t, nil)
	expect(t, runner.Run(t.Context(), liveness.Plan(t.Context(), newInput(t, address))), Good, "", "")
	expect(t, runner.Run(t.Context(), liveness.Plan(t.Context(), newInput(t, elsewhere))), Failed, "404", "")
	for name, test := range map[string]struct {
		address, token string
		outcome        Outcome
	}{
		"good":                   {address, canary, Good},
		"good for repositories":  {address, limited, Good},
		"wrong":                  {address, "wrong-" + canary, Rejected},
		"no Secret":              {address, "", Good},
		"no GitLab at this path": {elsewhere, canary, Failed},
	} {
		t.Run(name, func(t *testing.T) {
			got := runner.Run(t.Context(), auth.Plan(t.Context(), newInput(t, test.address, withToken(test.token)...)))
			expect(t, got, test.outcome, "", "")
			refuseCanary(t, got.Message)
		})
	}
}

// withToken is a Secret with a token; no token, no Secret.
func withToken(token string) []string {
	if token == "" {
		return nil
	}
	return []string{"token", token}
}

// gitHub has a private repository, a page for everybody, and the API of an Enterprise Server.
func gitHub(w http.ResponseWriter, r *http.Request) {
	user, token, _ := r.BasicAuth()
	known := user == "x-access-token" && token == canary
	switch {
	case r.RequestURI == "/":
		_, _ = io.WriteString(w, "welcome")
	case r.URL.Path == "/api/v3/user" && token == limited:
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(http.StatusForbidden)
	case r.URL.Path == "/api/v3/user" && known, r.URL.Path == "/org/private.git/info/refs" && known:
	case r.URL.Path == "/org/private.git/info/refs" && token == limited:
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(http.StatusForbidden)
	default:
		w.WriteHeader(http.StatusUnauthorized)
	}
}

func TestGitHubClass(t *testing.T) {
	liveness, auth := parseClass(t, "github")
	address := serve(t, gitHub)
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s arrived at another host than the address", r.URL.Path)
	}))
	t.Cleanup(other.Close)
	runner := newRunner(t, nil)
	expect(t, runner.Run(t.Context(), liveness.Plan(t.Context(), newInput(t, address))), Good, "", "")
	const repository = "/org/private.git"
	for name, test := range map[string]struct {
		api, repository, token string
		outcome                Outcome
	}{
		"nothing to ask":                     {"", "", "wrong-" + canary, Good},
		"API at another host":                {other.URL, "", canary, Good},
		"repository":                         {other.URL, repository, canary, Good},
		"repository, wrong token":            {"", repository, "wrong-" + canary, Rejected},
		"repository, no right to it":         {address + "/api/v3", repository, limited, Rejected},
		"no Secret":                          {address + "/api/v3", "", "", Good},
		"private repository, no Secret":      {"", repository, "", Rejected},
		"Enterprise Server":                  {address + "/api/v3/", "", canary, Good},
		"Enterprise Server, wrong token":     {address + "/api/v3", "", "wrong-" + canary, Rejected},
		"Enterprise Server, token of an app": {address + "/api/v3", "", limited, Good},
	} {
		t.Run(name, func(t *testing.T) {
			in := newInput(t, address, withToken(test.token)...)
			in.Connector.Spec.AddressExtensions = []v1alpha1.Param{{Name: "api", Value: v1alpha1.NewStringValue(test.api)}}
			in.Connector.Spec.Auth = &v1alpha1.ConnectorAuth{Name: "token"}
			in.Connector.Spec.Auth.Params = []v1alpha1.Param{{Name: "repository", Value: v1alpha1.NewStringValue(test.repository)}}
			got := runner.Run(t.Context(), auth.Plan(t.Context(), in))
			expect(t, got, test.outcome, "", "")
			refuseCanary(t, got.Message)
		})
	}
}
