// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registry_test

import (
	"archive/tar"
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	localstack "connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/test/registry/registrytest"
)

// client runs registry clients whose configuration file holds a Kubernetes token, as the class oci writes it.
type client struct {
	t        *testing.T
	home     string
	authFile string
}

func newClient(t *testing.T, host, token string) client {
	t.Helper()
	home := t.TempDir()
	content, err := json.Marshal(map[string]any{"auths": map[string]any{host: map[string]string{"auth": basic("connectors", token)}}})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(home, "config.json")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return client{t: t, home: home, authFile: file}
}

func basic(name, password string) string {
	return base64.StdEncoding.EncodeToString([]byte(name + ":" + password))
}

func (c client) crane(args ...string) string {
	c.t.Helper()
	return c.run(registrytest.Program(c.t, "crane"), append([]string{"--insecure"}, args...)...)
}

func (c client) skopeo(args ...string) string {
	c.t.Helper()
	return c.run("skopeo", append([]string{"--insecure-policy"}, args...)...)
}

func (c client) run(name string, args ...string) string {
	c.t.Helper()
	out, err := c.try(name, args...)
	if err != nil {
		c.t.Fatalf("%s %s: %v\n%s", filepath.Base(name), strings.Join(args, " "), err, out)
	}
	return out
}

// try gives what a program writes, its errors included where it fails.
func (c client) try(name string, args ...string) (string, error) {
	command := exec.CommandContext(c.t.Context(), name, args...)
	command.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + c.home, "DOCKER_CONFIG=" + c.home, "REGISTRY_AUTH_FILE=" + c.authFile}
	var out, errs bytes.Buffer
	command.Stdout, command.Stderr = &out, &errs
	if err := command.Run(); err != nil {
		return out.String() + errs.String(), err
	}
	return strings.TrimSpace(out.String()), nil
}

// layer writes an archive with one file of random bytes.
func (c client) layer(size int) string {
	c.t.Helper()
	file := filepath.Join(c.home, rand.Text()+".tar")
	archive, err := os.Create(file)
	if err != nil {
		c.t.Fatal(err)
	}
	content := make([]byte, size)
	_, _ = rand.Read(content)
	writer := tar.NewWriter(archive)
	if err := writer.WriteHeader(&tar.Header{Name: "file", Mode: 0o644, Size: int64(size)}); err != nil {
		c.t.Fatal(err)
	}
	if _, err := writer.Write(content); err != nil {
		c.t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		c.t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		c.t.Fatal(err)
	}
	return file
}

// startRelay gives a host and port at which everything goes to connectors-proxy with another Host, as if the name of a proxy
// Service were known to this machine.
func startRelay(t *testing.T, host string) string {
	t.Helper()
	endpoint, err := url.Parse(localstack.ProxyEndpoint(stack.Cluster()))
	if err != nil {
		t.Fatal(err)
	}
	relay := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(pr *httputil.ProxyRequest) {
		pr.SetURL(endpoint)
		pr.Out.Host = host
	}})
	t.Cleanup(relay.Close)
	return relay.Listener.Addr().String()
}

// request sends a request with the token as an account's password, follows no redirect, and gives the answer with its body.
func request(t *testing.T, method, address, token, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body == "" {
		req.Body = http.NoBody
	}
	req.SetBasicAuth("connectors", token)
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	var content bytes.Buffer
	if _, err := content.ReadFrom(answer.Body); err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return answer, content.String()
}
