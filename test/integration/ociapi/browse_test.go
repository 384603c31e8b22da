// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ociapi_test

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	localstack "connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/classapi/oci"
	"connectors.alauda.io/test/integration/harness"
)

func amd64() v1.Platform { return v1.Platform{OS: "linux", Architecture: "amd64"} }

func arm64() v1.Platform { return v1.Platform{OS: "linux", Architecture: "arm64", Variant: "v8"} }

// TestBrowse is what a form does: which repositories, which tags, what is behind a tag.
func TestBrowse(t *testing.T) {
	registry := newImages(t)
	digest := registry.push(t, "library/app:v1.0", amd64())
	registry.tag(t, "library/app", digest, []string{"latest", "v1.1", "v2.0"})
	registry.pushIndex(t, "team/tool:v1", amd64(), arm64())
	b := newBrowser(t)
	b.connect(t, registry.base, registry.password)
	for path, want := range map[string]struct {
		names []string
		total int
	}{
		"/oci/repositories":                                                                   {[]string{"library/app", "team/tool"}, 2},
		"/oci/repositories?search=team/":                                                      {[]string{"team/tool"}, 1},
		"/oci/tags?repository=library/app":                                                    {[]string{"latest", "v1.0", "v1.1", "v2.0"}, 4},
		"/oci/tags?repository=library/app&search=v1":                                          {[]string{"v1.0", "v1.1"}, 2},
		"/oci/tags?repository=library/app&page=2&itemsPerPage=3":                              {[]string{"v2.0"}, 4},
		"/oci/tags?repository=library/app&page=9":                                             {[]string{}, 4},
		"/oci/tags?repository=" + strings.TrimPrefix(registry.base, "http://") + "/team/tool": {[]string{"v1"}, 1},
	} {
		if names, total := b.list(t, path); !slices.Equal(names, want.names) || total != want.total {
			t.Errorf("%s: %v of %d, want %v of %d", path, names, total, want.names, want.total)
		}
	}
	t.Run("an image", func(t *testing.T) {
		var got oci.Manifest
		b.get(t, http.StatusOK, "/oci/manifest?repository=library/app&reference=latest", &got)
		if got.Digest != digest || got.Size == nil || *got.Size < 2000 || len(got.Platforms) != 1 || got.Platforms[0].Architecture != "amd64" {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("an index", func(t *testing.T) {
		var got oci.Manifest
		b.get(t, http.StatusOK, "/oci/manifest?repository=team/tool&reference=v1", &got)
		if len(got.Platforms) != 2 || got.Platforms[1].Variant != "v8" || got.Platforms[1].Size == nil {
			t.Errorf("got %+v", got)
		}
	})
	expectLogsWithout(t, registry.password)
}

// TestKubectl is the command that the documentation tells.
func TestKubectl(t *testing.T) {
	registry := newImages(t)
	registry.push(t, "library/app:v1.0", amd64())
	b := newBrowser(t)
	b.connect(t, registry.base, registry.password)
	path := stack.Kubectl(t, "get", "connector", connectorName, "-n", b.namespace, "-o", "jsonpath={.status.api.path}")
	got := stack.Kubectl(t, "get", "--raw", path+"/oci/tags?repository=library/app")
	const want = `{"listMeta":{"totalItems":1},"items":[{"name":"v1.0"}]}`
	if strings.TrimSpace(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestRefusals(t *testing.T) {
	registry := newImages(t)
	registry.push(t, "library/app:v1.0", amd64())
	b := newBrowser(t)
	b.connect(t, registry.base, registry.password)
	for path, want := range map[string]struct {
		code    int
		message string
	}{
		"/oci/tags": {400, "parameter repository"},
		"/oci/tags?repository=evil.example.com/library/app":  {400, "host"},
		"/oci/tags?repository=169.254.169.254/latest":        {400, "host"},
		"/oci/tags?repository=library/../admin":              {400, "parameter repository"},
		"/oci/tags?repository=library/app&page=-1":           {400, "parameter page"},
		"/oci/tags?repository=library/app&itemsPerPage=many": {400, "parameter itemsPerPage"},
		"/oci/tags?repository=library/none":                  {404, "library/none"},
		"/oci/manifest?repository=library/app&reference=v9":  {404, "library/app:v9"},
		"/oci/manifest?repository=library/app&reference=..":  {400, "parameter reference"},
		"/oci/manifest?repository=library/app":               {400, "parameter reference"},
	} {
		if status := b.refused(t, want.code, path); !strings.Contains(status.Message, want.message) {
			t.Errorf("%s: %q, want %q in it", path, status.Message, want.message)
		}
	}
}

// TestWrongPassword is no failure of the class API, and tells whose fault it is.
func TestWrongPassword(t *testing.T) {
	registry := newImages(t)
	registry.push(t, "library/app:v1.0", amd64())
	b := newBrowser(t)
	wrong := rand.Text()
	b.connect(t, registry.base, wrong)
	status := b.refused(t, http.StatusBadGateway, "/oci/tags?repository=library/app")
	if status.Reason != "AuthenticationFailed" || strings.Contains(status.Message, wrong) {
		t.Errorf("got %+v", status)
	}
	expectLogsWithout(t, wrong)
}

// TestWithoutRight asks as somebody who may see Connectors only.
func TestWithoutRight(t *testing.T) {
	registry := newImages(t)
	b := newBrowser(t)
	b.connect(t, registry.base, registry.password)
	b.config = stack.ServiceAccount(t, b.namespace, "connectors-connector-viewer-role").As(stack.Admin(t))
	b.refused(t, http.StatusForbidden, "/oci/repositories")
}

// TestHarbor has the password for images at the class API, and Harbor's own API below the same path.
func TestHarbor(t *testing.T) {
	registry := newImages(t)
	registry.push(t, "library/app:v1.0", amd64())
	registry.host.HandleFunc("/api/v2.0/", func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != robot || password != registry.password {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode([]string{r.URL.Path})
	})
	b := newBrowser(t)
	b.connectAs(t, "harbor", "basicAuth", v1alpha1.SecretTypeBasicAuth, registry.base, registry.password)
	b.await(t, metav1.ConditionTrue)
	if names, _ := b.list(t, "/oci/tags?repository=library/app"); !slices.Equal(names, []string{"v1.0"}) {
		t.Errorf("the tags are %v", names)
	}
	const projects = "/api/v2.0/projects"
	var own []string
	if b.get(t, http.StatusOK, projects, &own); !slices.Equal(own, []string{projects}) {
		t.Errorf("Harbor's API answered %v", own)
	}
}

// expectLogsWithout searches the logs of all that a credential passes through.
func expectLogsWithout(t *testing.T, secrets ...string) {
	t.Helper()
	for _, part := range []string{harness.APIServer, localstack.ClassAPI} {
		log, err := os.ReadFile(stack.Cluster().LogFile(part))
		if err != nil {
			t.Fatal(err)
		}
		// The registry's tokens are the only ones that are signed in this way.
		for _, secret := range append(secrets, "eyJhbGciOiJFUzI1Ni") {
			if strings.Contains(string(log), secret) {
				t.Errorf("the log of %s holds %q", part, secret[:min(8, len(secret))]+"...")
			}
		}
	}
}
