// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package git_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/classapi/endpoint"
	"connectors.alauda.io/pkg/classapi/git"
	"connectors.alauda.io/pkg/classapi/tool"
	"connectors.alauda.io/pkg/plugin"
	"connectors.alauda.io/pkg/proxy/upstream"
)

const (
	refsPath   = "/git/refs"
	commitPath = "/git/commit"
	repository = "team/app.git"
	username   = "alice"
	password   = "canary-c0de"
)

// open makes the tool of a call, with connections that go nowhere but to this machine.
func open(t testing.TB, call *plugin.Call) *tool.Tool {
	t.Helper()
	guard := upstream.NewGuard(upstream.Rules{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}})
	transports, err := upstream.NewTransports(upstream.Options{Guard: guard})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(transports.Close)
	connections, err := tool.New(tool.Config{Transports: transports, UserAgent: "test"})
	if err != nil {
		t.Fatal(err)
	}
	opened, err := connections.Open(call)
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

func anonymous(base string) *plugin.Call { return plugin.NewCall(base, "", nil, nil) }

func withPassword(base string) *plugin.Call {
	return plugin.NewCall(base, v1alpha1.SecretTypeBasicAuth,
		map[string][]byte{"username": []byte(username), "password": []byte(password)}, nil)
}

// ask asks the endpoint at path, and gives its answer as JSON.
func ask(t testing.TB, opened *tool.Tool, path, query string) (string, error) {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range git.Endpoints() {
		if e.Path != path {
			continue
		}
		answer, err := e.Answer(t.Context(), &endpoint.Request{Tool: opened, Query: values})
		if err != nil {
			return "", err
		}
		text, err := json.Marshal(answer)
		if err != nil {
			t.Fatal(err)
		}
		return string(text), nil
	}
	t.Fatalf("there is no endpoint %s", path)
	return "", nil
}

// askWell is ask for what must succeed.
func askWell[T any](t testing.TB, opened *tool.Tool, path, query string) T {
	t.Helper()
	text, err := ask(t, opened, path, query)
	if err != nil {
		t.Fatalf("%s?%s: %v", path, query, err)
	}
	var answer T
	if err := json.Unmarshal([]byte(text), &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

// expectStatus wants a Status with a code and a text in its message, and no credential.
func expectStatus(t testing.TB, err error, code int32, message string) {
	t.Helper()
	var status *apierrors.StatusError
	if !errors.As(err, &status) {
		t.Fatalf("got %v, want a Status with code %d", err, code)
	}
	got := status.Status()
	if got.Code != code || !strings.Contains(got.Message, message) || got.Reason == "" {
		t.Errorf("got %d %s %q, want %d and a message with %q", got.Code, got.Reason, got.Message, code, message)
	}
	if strings.Contains(fmt.Sprintf("%+v", got), password) {
		t.Errorf("the Status %+v holds the password", got)
	}
}

// serve serves a made-up Git server.
func serve(t testing.TB, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}
