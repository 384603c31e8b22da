// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clients_test

import (
	"net/url"
	"os"
	"strings"
	"testing"

	localstack "connectors.alauda.io/hack/local/stack"
)

func grpcRows() []row {
	const (
		fixed = "A gRPC method is a path of its own; an address has a host and a port only."
	)
	return []row{{
		name: "gRPC: unary, server stream, both ways", tool: grpcTool, use: useGRPC,
		not: map[path]string{byPath: fixed, byPathTLS: fixed, subresource: fixed},
	}}
}

// useGRPC runs the client as a process: grpc-go reads HTTPS_PROXY once.
func useGRPC(t *testing.T, w *way) {
	file, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	address, err := url.Parse(w.url)
	if err != nil {
		t.Fatal(err)
	}
	environment := []string{grpcTarget + "=" + address.Host, grpcToken + "=" + fakeToken}
	if w.path.secure() {
		environment = append(environment, grpcCA+"="+w.ca)
	}
	if w.path.forward() {
		environment = append(environment, "HTTPS_PROXY="+w.proxy)
	} else {
		// It knows no SOCKS, but may be told the name of the server that it finds at an address.
		endpoint := localstack.ProxyEndpoint(stack.Cluster())
		if w.path.secure() {
			endpoint = localstack.SecureProxyEndpoint(stack.Cluster())
		}
		_, place, _ := strings.Cut(endpoint, "://")
		environment = []string{grpcTarget + "=" + place, grpcAuthority + "=" + address.Host, grpcToken + "=" + w.token}
		if w.path.secure() {
			environment = append(environment, grpcCA+"="+w.ca)
		}
	}
	program{file: file, dir: t.TempDir(), environment: environment, heard: w.hear}.must(t)
}
