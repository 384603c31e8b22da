// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/classapi/endpoint"
	"connectors.alauda.io/pkg/classapi/oci"
	"connectors.alauda.io/pkg/classapi/tool"
	"connectors.alauda.io/pkg/plugin"
	"connectors.alauda.io/pkg/proxy/upstream"
)

const (
	repositoriesPath = "/oci/repositories"
	tagsPath         = "/oci/tags"
	manifestPath     = "/oci/manifest"
)

// anonymous is a call without a credential.
func anonymous(base string) *plugin.Call { return plugin.NewCall(base, "", nil, nil) }

// open makes the tool of a call, with connections that go nowhere but to this machine.
func open(t *testing.T, call *plugin.Call) *tool.Tool {
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

// ask asks the endpoint at path.
func ask(ctx context.Context, t *testing.T, opened *tool.Tool, path, query string) (any, error) {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range oci.Endpoints() {
		if e.Path == path {
			return e.Answer(ctx, &endpoint.Request{Tool: opened, Query: values})
		}
	}
	t.Fatalf("there is no endpoint %s", path)
	return nil, nil
}

// expectStatus wants a Status with a code and a text in its message, and none of the texts that must not be told.
func expectStatus(t *testing.T, err error, code int, message string, untold ...string) metav1.Status {
	t.Helper()
	var status *apierrors.StatusError
	if !errors.As(err, &status) {
		t.Fatalf("got %v, want a Status with code %d", err, code)
	}
	got := status.Status()
	if got.Code != int32(code) || !strings.Contains(got.Message, message) || got.Status != metav1.StatusFailure || got.Reason == "" {
		t.Errorf("got %d %s %q, want %d and a message with %q", got.Code, got.Reason, got.Message, code, message)
	}
	for _, text := range untold {
		if strings.Contains(got.Message, text) {
			t.Errorf("the message %q holds %q", got.Message, text)
		}
	}
	return got
}

// serve serves a registry until the test ends.
func serve(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}
