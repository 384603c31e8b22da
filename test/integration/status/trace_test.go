// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"k8s.io/client-go/rest"

	localstack "connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/test/integration/harness"
)

// traces are the forms in which a credential may show: as it is, escaped, in base64, and in base64 of text with base64 in
// it, as a class API gets it.
func traces(credential string) []string {
	forms := []string{credential, strings.ToLower(credential), url.QueryEscape(credential)}
	for offset := range 3 {
		once := encodedAt(offset, credential)
		forms = append(forms, once)
		for again := range 3 {
			forms = append(forms, encodedAt(again, once))
		}
	}
	return forms
}

// encodedAt is what base64 makes of a text that stands at an offset, modulo three, of what is encoded. What its neighbours
// have a part in is cut off.
func encodedAt(offset int, text string) string {
	encoded := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("x", offset) + text))
	return encoded[2*offset : len(encoded)-2]
}

// The search itself finds what it looks for.
func TestTraces(t *testing.T) {
	t.Parallel()
	credential := newCredential()
	encode := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	for _, text := range []string{
		credential, "Basic " + encode(username+":"+credential), "Bearer " + encode("a:"+credential+"z"), encode("ab:" + credential),
		encode(`{"password":"` + encode(credential) + `","username":"` + encode(username) + `"}`), encode(`{"a":"` + encode(credential) + `"}`),
	} {
		found := slices.ContainsFunc(traces(credential), func(trace string) bool { return strings.Contains(text, trace) })
		if !found {
			t.Errorf("no trace is found in %s", text)
		}
	}
}

func (r room) expectNoTrace(t *testing.T, credentials []string) {
	t.Helper()
	for place, text := range r.places(t) {
		if len(text) == 0 {
			t.Errorf("there is nothing in %s", place)
		}
		for _, credential := range credentials {
			for _, trace := range traces(credential) {
				if at := bytes.Index(text, []byte(trace)); at >= 0 {
					t.Errorf("%s hold a credential: ...%s...", place, text[max(0, at-200):min(len(text), at+200)])
				}
			}
		}
	}
}

// places are all where a credential might show.
func (r room) places(t *testing.T) map[string][]byte {
	t.Helper()
	c := r.stack.Cluster()
	places := map[string][]byte{
		"the Connectors": []byte(r.stack.Kubectl(t, "get", "connectors,connectorclasses", "-A", "-o", "yaml", "--show-managed-fields")),
		"the Events":     []byte(r.stack.Kubectl(t, "get", "events", "-A", "-o", "yaml")),
		"the Services":   []byte(r.stack.Kubectl(t, "get", "services", "-A", "-o", "yaml")),
		"the metrics":    r.metrics(t),
	}
	for _, part := range []string{harness.Controller, harness.APIServer} {
		pid, err := c.PID(part)
		if err != nil {
			t.Fatal(err)
		}
		for place, file := range map[string]string{
			"the log of ":          c.LogFile(part),
			"the command line of ": fmt.Sprintf("/proc/%d/cmdline", pid),
			"the environment of ":  fmt.Sprintf("/proc/%d/environ", pid),
		} {
			if places[place+part], err = os.ReadFile(file); err != nil {
				t.Fatal(err)
			}
		}
	}
	return places
}

// metrics are those of the controller, as an administrator reads them.
func (r room) metrics(t *testing.T) []byte {
	t.Helper()
	config := r.stack.Admin(t)
	config.Host = localstack.ControllerEndpoint(r.stack.Cluster(), harness.Controller)
	config.CAFile, config.CAData = "", r.stack.Cluster().ServingCA()
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Get(config.Host + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("the metrics: %s (error %v): %s", response.Status, err, text)
	}
	return text
}
