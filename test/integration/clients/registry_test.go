// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clients_test

import (
	"archive/tar"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const layerSize = 4 << 20

func registryRows() []row {
	const name = "The name of an image is a host and a repository; no path can stand between them."
	return []row{
		{name: "`crane append`, `digest`, `pull`, `copy`, `ls`, `delete`", tool: registryTool, use: useCrane, not: map[path]string{subresource: name}},
		{name: "`skopeo copy`, `inspect`, `list-tags`, `delete`", tool: registryTool, use: useSkopeo, not: map[path]string{subresource: name}},
	}
}

// image is the name of a repository as a client of registries writes it. It tries TLS first, and is told a port where it shall
// find none.
func (w *way) image(t *testing.T, name string) string {
	t.Helper()
	u, err := url.Parse(w.url)
	if err != nil {
		t.Fatal(err)
	}
	host := u.Host
	if u.Port() == "" && u.Scheme == "http" {
		host += ":80"
	}
	return host + u.Path + "/" + name
}

// registryProgram is a client of registries with a file of logins, as class oci makes it.
func registryProgram(t *testing.T, w *way, file string) program {
	t.Helper()
	dir := t.TempDir()
	host, _, _ := strings.Cut(w.image(t, ""), "/")
	logins := map[string]any{}
	if w.token != "" {
		logins[host] = map[string]string{"auth": base64.StdEncoding.EncodeToString([]byte("any:" + w.token))}
	}
	text, err := json.Marshal(map[string]any{"auths": logins})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "config.json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	writeLayer(t, filepath.Join(dir, "layer.tar"))
	return program{file: file, dir: dir, heard: w.hear, environment: []string{
		"DOCKER_CONFIG=" + dir, "REGISTRY_AUTH_FILE=" + filepath.Join(dir, "config.json"), "SSL_CERT_FILE=" + w.ca, "TMPDIR=" + dir,
		"HTTP_PROXY=" + w.proxyURL("socks5"), "HTTPS_PROXY=" + w.proxyURL("socks5"),
	}}
}

// writeLayer writes a layer with one file that nobody has.
func writeLayer(t *testing.T, file string) {
	t.Helper()
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	content := make([]byte, layerSize)
	if _, err := rand.Read(content); err != nil {
		t.Fatal(err)
	}
	archive := tar.NewWriter(out)
	if err := archive.WriteHeader(&tar.Header{Name: "file", Mode: 0o600, Size: layerSize}); err != nil {
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

func useCrane(t *testing.T, w *way) {
	crane := registryProgram(t, w, built(t, "crane", "registry"))
	run := func(args ...string) string {
		t.Helper()
		return strings.TrimSpace(crane.must(t, append([]string{"--insecure", "--verbose"}, args...)...))
	}
	first, second := w.image(t, "team/crane-"+w.path.slug()), w.image(t, "team/crane-copy-"+w.path.slug())
	run("append", "--new_layer", "layer.tar", "--new_tag", first+":v1")
	digest := run("digest", first+":v1")
	run("pull", "--format=oci", first+":v1", "pulled")
	run("copy", first+":v1", second+":v2")
	if got := run("digest", second+":v2"); got != digest || digest == "" {
		t.Errorf("the copy is %s, and what was copied %s", got, digest)
	}
	if tags := run("ls", second); tags != "v2" {
		t.Errorf("tags %q", tags)
	}
	run("delete", second+"@"+digest)
	if tags, err := crane.run(t.Context(), "--insecure", "digest", second+":v2"); err == nil {
		t.Errorf("the image is still there after its deletion: %s", tags)
	}
}

func useSkopeo(t *testing.T, w *way) {
	skopeo := registryProgram(t, w, installed(t, "skopeo"))
	crane := registryProgram(t, w, built(t, "crane", "registry"))
	crane.must(t, "append", "--new_layer", "layer.tar", "--new_tag", "local/app:v1", "--output", filepath.Join(skopeo.dir, "image.tar"))
	name := "docker://" + w.image(t, "team/skopeo-"+w.path.slug()+":v1")
	run := func(args ...string) string {
		t.Helper()
		return skopeo.must(t, append([]string{"--debug", "--insecure-policy"}, args...)...)
	}
	verify := "tls-verify=false"
	if w.path.secure() {
		verify = "tls-verify=true"
	}
	run("copy", "--dest-"+verify, "docker-archive:image.tar", name)
	var inspected struct{ Layers []string }
	if err := json.Unmarshal([]byte(run("inspect", "--"+verify, name)), &inspected); err != nil || len(inspected.Layers) != 1 {
		t.Errorf("layers %v, %v", inspected.Layers, err)
	}
	run("copy", "--src-"+verify, name, "dir:pulled")
	repository, _, _ := strings.Cut(strings.TrimSuffix(name, ":v1"), "@")
	if tags := run("list-tags", "--"+verify, repository); !strings.Contains(tags, `"v1"`) {
		t.Errorf("tags %s", tags)
	}
	run("delete", "--"+verify, name)
}
