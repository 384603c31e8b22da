// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classapi_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"connectors.alauda.io/test/integration/harness"
)

// What the class APIs dial is judged by the guard, which knows what belongs to the cluster.
func TestPlacesThatAreNoTools(t *testing.T) {
	etcd, err := stack.Cluster().EtcdClient(harness.APIServer)
	if err != nil {
		t.Fatal(err)
	}
	client := stack.ClassAPIClient(t, harness.APIServer)
	for _, tt := range []struct{ name, address string }{
		{"loopback", "http://127.0.0.2:8080"},
		{"the metadata service", "http://169.254.169.254"},
		{"the metadata service in another spelling", "http://[::ffff:169.254.169.254]"},
		{"etcd", etcd.Endpoint},
		{"the class APIs themselves", stack.ClassAPIEndpoint()},
	} {
		t.Run(tt.name, func(t *testing.T) {
			answer := mustCall(t, client, tags, callAbout(t, tt.address))
			if answer.code != http.StatusBadGateway || answer.status().Reason != "AddressRefused" {
				t.Errorf("got %s", answer)
			}
		})
	}
}

// The credential of a call reaches the tool, and nothing else: neither the log nor an answer.
func TestCredentialIsForTheToolAlone(t *testing.T) {
	tool := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, password, _ := r.BasicAuth()
		switch {
		case password != canary:
			w.Header().Set("WWW-Authenticate", `Basic realm="tool"`)
			w.WriteHeader(http.StatusUnauthorized)
		case r.URL.Path == "/v2/team/app/tags/list":
			_, _ = w.Write([]byte(`{"name":"team/app","tags":["v1","v2"]}`))
		default:
			// A tool that repeats what it was sent.
			w.Header().Set("X-Password", password)
			http.Error(w, password, http.StatusInternalServerError)
		}
	}))
	defer tool.Close()
	client := stack.ClassAPIClient(t, harness.APIServer)
	answer := mustCall(t, client, tags, callAbout(t, tool.URL))
	if answer.code != http.StatusOK || !strings.Contains(string(answer.body), `"totalItems":2`) {
		t.Errorf("got %s", answer)
	}
	for _, path := range []string{
		"/oci/tags?repository=team/broken", "/git/refs?repository=team/broken",
		"/oci/tags?repository=" + url.QueryEscape("https://evil.example/"), "/oci/tags",
	} {
		answer := mustCall(t, client, path, callAbout(t, tool.URL))
		if answer.code < 400 || answer.status().Code == 0 || strings.Contains(answer.String(), canary) {
			t.Errorf("%s: got %s", path, answer)
		}
	}
	log, err := os.ReadFile(stack.Cluster().LogFile(harness.ClassAPI))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(log), "/oci/tags") {
		t.Error("the log says nothing of requests, so this test says nothing of the log")
	}
	if strings.Contains(string(log), canary) || strings.Contains(strings.ToLower(string(log)), "x-plugin") {
		t.Error("the log shows what a request was sent with")
	}
}
