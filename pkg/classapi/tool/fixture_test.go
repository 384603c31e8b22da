// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package tool

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/plugin"
	"connectors.alauda.io/pkg/proxy/upstream"
)

const canary = "canary-77a0c2"

// newConnections may dial 127.0.0.1 and, as another host, 127.0.0.3. 127.0.0.2 stands for what is forbidden, and internal
// addresses are those that only a Connector's own address may lead to. No name has an address, and no name server is asked.
func newConnections(t *testing.T, internal ...netip.Prefix) *Connections {
	t.Helper()
	guard := upstream.NewGuard(upstream.Rules{
		Allow:    []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("127.0.0.3/32")},
		Internal: internal,
	})
	nobody := &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("there are no names here")
	}}
	transports, err := upstream.NewTransports(upstream.Options{Guard: guard, Resolver: nobody})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(transports.Close)
	connections, err := New(Config{Transports: transports, UserAgent: "connectors-classapi/test"})
	if err != nil {
		t.Fatal(err)
	}
	return connections
}

// credential is a Secret of a type with the canary in it; nil for the type "".
func credential(secretType string) map[string][]byte {
	switch secretType {
	case "":
		return nil
	case v1alpha1.SecretTypeBearerToken:
		return map[string][]byte{"token": []byte(canary)}
	default:
		return map[string][]byte{"username": []byte("robot"), "password": []byte(canary)}
	}
}

// open gives the tool at an address, with a credential of the type.
func open(t *testing.T, address, secretType string) *Tool {
	t.Helper()
	opened, err := newConnections(t).Open(plugin.NewCall(address, secretType, credential(secretType), nil))
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

// startAt serves on another address of loopback.
func startAt(t *testing.T, ip string, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	listener, err := net.Listen("tcp4", net.JoinHostPort(ip, "0"))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(handler)
	_ = server.Listener.Close()
	server.Listener = listener
	server.Start()
	t.Cleanup(server.Close)
	return server
}

// start serves at 127.0.0.1.
func start(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	return startAt(t, "127.0.0.1", handler)
}

// echo answers with what it was sent of a credential.
func echo(w http.ResponseWriter, r *http.Request) {
	_, _ = io.WriteString(w, r.Method+" "+r.URL.RequestURI()+" ["+r.Header.Get("Authorization")+"]")
}

// get asks for a URL, and gives the answer and its body. Errors of clients quote the tool: only what Failure makes of them is
// shown to anybody.
func get(t *testing.T, client *http.Client, url string) (*http.Response, string, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := client.Do(req)
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.Request.Header.Get("Authorization") != "" || req.Header.Get("Authorization") != "" {
		t.Error("a request that others hold has the credential")
	}
	body, err := io.ReadAll(answer.Body)
	return answer, string(body), err
}
