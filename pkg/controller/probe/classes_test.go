// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"sigs.k8s.io/yaml"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

const classes = "../../../artifacts/classes"

func readClass(t testing.TB, name string) *v1alpha1.ConnectorClass {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(classes, name+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	class := &v1alpha1.ConnectorClass{}
	if err := yaml.UnmarshalStrict(text, class); err != nil {
		t.Fatal(err)
	}
	return class
}

// parseClass compiles the liveness probe and the first auth probe.
func parseClass(t testing.TB, name string) (liveness, auth *Probe) {
	t.Helper()
	class := readClass(t, name)
	liveness, err := Parse(class.Spec.LivenessProbe)
	if err != nil {
		t.Fatal(err)
	}
	for i := range class.Spec.AuthProbes {
		parsed, err := Parse(&class.Spec.AuthProbes[i].Probe)
		if err != nil {
			t.Fatal(err)
		}
		if auth == nil {
			auth = parsed
		}
	}
	return liveness, auth
}

// gitServer has a public repository, one for robot, and a page for everybody below a prefix.
func gitServer(w http.ResponseWriter, r *http.Request) {
	user, password, _ := r.BasicAuth()
	known := user == "robot" && password == canary
	switch {
	case r.RequestURI == "/", r.RequestURI == "/prefix/public.git/info/refs?service=git-upload-pack":
		_, _ = io.WriteString(w, "welcome")
	case r.RequestURI == "/prefix/org/private.git/info/refs?service=git-upload-pack" && known:
	case r.RequestURI == "/prefix/org/private.git/info/refs?service=git-upload-pack":
		w.WriteHeader(http.StatusUnauthorized)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func TestGitClass(t *testing.T) {
	address := serve(t, gitServer) + "/prefix/"
	liveness, auth := parseClass(t, "git")
	runner := newRunner(t, nil)
	good := []string{"username", "robot", "password", canary}
	tests := []struct {
		name, repository string
		secret           []string
		outcome          Outcome
	}{
		{"no repository", "", good, Good},
		{"public", "public.git", nil, Good},
		{"private", "/org/private.git", good, Good},
		{"private, no Secret", "org/private.git", nil, Rejected},
		{"private, wrong password", "org/private.git", []string{"username", "robot", "password", "other" + canary}, Rejected},
		{"unknown", "org/nothing.git", good, Failed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := newInput(t, address, tt.secret...)
			if in.Connector.Spec.Auth == nil {
				in.Connector.Spec.Auth = &v1alpha1.ConnectorAuth{Name: "basicAuth"}
			}
			in.Connector.Spec.Auth.Params = []v1alpha1.Param{{Name: "repository", Value: v1alpha1.NewStringValue(tt.repository)}}
			got := runner.Run(t.Context(), auth.Plan(t.Context(), in))
			expect(t, got, tt.outcome, "", "")
			refuseCanary(t, got.Message)
			expect(t, runner.Run(t.Context(), liveness.Plan(t.Context(), newInput(t, address))), Good, "", "")
		})
	}
	t.Run("repository among the params, no auth at all", func(t *testing.T) {
		in := newInput(t, address)
		in.Connector.Spec.Params = []v1alpha1.Param{{Name: "repository", Value: v1alpha1.NewStringValue("public.git")}}
		expect(t, runner.Run(t.Context(), auth.Plan(t.Context(), in)), Good, "", "")
	})
}

// kubernetes is an API server below a prefix, where a token without rights gets 403.
func kubernetes(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/kubernetes/global/livez":
		w.WriteHeader(http.StatusUnauthorized)
	case r.URL.Path != "/kubernetes/global/api":
		w.WriteHeader(http.StatusNotFound)
	case r.Header.Get("Authorization") == "Bearer no-rights":
		w.WriteHeader(http.StatusForbidden)
	case r.Header.Get("Authorization") != "Bearer "+canary:
		w.WriteHeader(http.StatusUnauthorized)
	}
}

func TestKubernetesClass(t *testing.T) {
	address, roots := serveTLS(t, goodCertificate, kubernetes)
	liveness, auth := parseClass(t, "k8s")
	runner := newRunner(t, nil)
	input := func(secret ...string) Input {
		in := newInput(t, address+"/kubernetes/global", secret...)
		in.Roots, in.RootsID = roots, "test"
		return in
	}
	expect(t, runner.Run(t.Context(), liveness.Plan(t.Context(), input())), Good, "", "")
	tests := []struct {
		name    string
		secret  []string
		outcome Outcome
		message string
	}{
		{"good", []string{"token", canary}, Good, ""},
		{"good, with a line break", []string{"token", canary + "\n"}, Good, ""},
		{"without rights", []string{"token", "no-rights"}, Good, ""},
		{"wrong", []string{"token", "wrong"}, Rejected, "GET ADDRESS/kubernetes/global/api: answered 401 Unauthorized: the tool rejects the credential"},
		{"none", nil, Rejected, "the tool asks for a credential, and the Connector has none"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := runner.Run(t.Context(), auth.Plan(t.Context(), input(tt.secret...)))
			expect(t, got, tt.outcome, tt.message, address)
			refuseCanary(t, got.Message)
		})
	}
}
