// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package configurations_test

import (
	"archive/tar"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/registry"
)

// startRegistry runs a registry that takes a password, behind a server with the path of Harbor's API that its class asks for.
func startRegistry(t *testing.T, name, password string) string {
	t.Helper()
	dir := t.TempDir()
	auth, err := registry.Users(dir, name, password)
	if err != nil {
		t.Fatal(err)
	}
	server, err := registry.Start(t.Context(), registry.Config{Program: built(t, "registry").file, Dir: dir, Auth: auth})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	images, err := url.Parse(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/v2/", &httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) {
		p.SetURL(images)
		p.Out.Host = p.In.Host
	}})
	mux.HandleFunc("/api/v2.0/users/current", func(http.ResponseWriter, *http.Request) {})
	front := httptest.NewServer(mux)
	t.Cleanup(front.Close)
	return front.URL
}

// Images are named by the address in the status, without its scheme.
func TestRegistryConfig(t *testing.T) {
	tm := newTeam(t)
	for _, class := range []struct{ name, auth, secretType string }{
		{"oci", "tokenAuth", v1alpha1.SecretTypeRegistryToken}, {"harbor", "basicAuth", string(corev1.SecretTypeBasicAuth)},
	} {
		t.Run(class.name, func(t *testing.T) {
			password := rand.Text()
			secret := tm.secret(t, corev1.SecretType(class.secretType), map[string]string{"username": "robot", "password": password})
			connector := tm.connect(t, v1alpha1.ConnectorSpec{
				ConnectorClassName: class.name, Address: startRegistry(t, "robot", password),
				Auth: &v1alpha1.ConnectorAuth{Name: class.auth, SecretRef: &v1alpha1.SecretReference{Name: secret}},
			})
			dir := tm.mount(t, connector, volume{configurations: []string{"registry-config", "buildkitd"}})
			image := strings.TrimPrefix(read(t, dir, "connector.status.proxyAddress"), "http://") + "/app"
			useRegistry(t, dir, image)
			host, path, _ := strings.Cut(image, "/")
			useRegistry(t, dir, host+":80/"+path)
			if got, want := read(t, dir, "buildkitd.toml"), "[registry.\""+host+"\"]\n  http = true\n"; got != want {
				t.Errorf("buildkitd.toml holds\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func useRegistry(t *testing.T, dir, image string) {
	t.Helper()
	relay := startRelay(t)
	crane := built(t, "crane", "DOCKER_CONFIG="+dir, "HTTP_PROXY="+relay, "HTTPS_PROXY="+relay)
	skopeo := installed(t, "skopeo", "REGISTRY_AUTH_FILE="+filepath.Join(dir, "config.json"), "HTTP_PROXY="+relay,
		"HTTPS_PROXY="+relay, "TMPDIR="+crane.dir)
	layer := filepath.Join(crane.dir, "layer.tar")
	writeLayer(t, layer)
	crane.run(t, "--insecure", "append", "--new_layer", layer, "--new_tag", image+":1")
	crane.run(t, "--insecure", "validate", "--remote", image+":1")
	skopeo.run(t, "--insecure-policy", "copy", "--src-tls-verify=false", "--dest-tls-verify=false",
		"docker://"+image+":1", "docker://"+image+":2")
	if tags := strings.Fields(crane.run(t, "--insecure", "ls", image)); strings.Join(tags, " ") != "1 2" {
		t.Errorf("tags %q", tags)
	}
}

// writeLayer writes a layer with one small file.
func writeLayer(t *testing.T, file string) {
	t.Helper()
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	content := []byte(rand.Text())
	archive := tar.NewWriter(out)
	if err := archive.WriteHeader(&tar.Header{Name: "file", Mode: 0o600, Size: int64(len(content))}); err != nil {
		t.Fatal(err)
	}
	if _, err := archive.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}
