// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	localstack "connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/pkg/proxy/audit"
)

// A tunnel and the requests inside it have lines of their own. That of the tunnel comes when it ends.
func TestTunnel(t *testing.T) {
	const outside, inside = 400, 401
	tl := newTool(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(localstack.ProxyEndpoint(shared.stack.Cluster()), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	host := strings.TrimPrefix(tl.server.URL, "http://")
	headers, tunnelTrace := traceparent(outside)
	say(t, conn, "CONNECT %s HTTP/1.1\r\nHost: %s\r\nProxy-Authorization: %s\r\nTraceparent: %s\r\n\r\n",
		host, host, basic(tl.connector.Namespace+"/"+tl.connector.Name, tl.token), headers["Traceparent"])
	answers := bufio.NewReader(conn)
	expectAnswer(t, answers, http.MethodConnect)
	headers, requestTrace := traceparent(inside)
	say(t, conn, "GET /inside?query=1 HTTP/1.1\r\nHost: %s\r\nTraceparent: %s\r\n\r\n", host, headers["Traceparent"])
	expectAnswer(t, answers, http.MethodGet)
	request := lineOf(t, requestTrace)
	_ = conn.Close()
	tunnel := lineOf(t, tunnelTrace)
	if request.Mode != audit.ModeTunnel || request.Path != "/inside" || request.Upstream != tl.server.URL || request.ResponseBytes != int64(len(answer)) {
		t.Errorf("inside: %+v", request)
	}
	if tunnel.Mode != audit.ModeConnect || tunnel.Status != http.StatusOK || tunnel.Host != host || tunnel.ResponseBytes <= request.ResponseBytes {
		t.Errorf("outside: %+v", tunnel)
	}
	if tunnel.Client != request.Client || tunnel.User != request.User || tunnel.Connector != request.Connector {
		t.Errorf("%+v\nis around\n%+v", tunnel, request)
	}
}

func say(t *testing.T, conn net.Conn, format string, values ...any) {
	t.Helper()
	if _, err := fmt.Fprintf(conn, format, values...); err != nil {
		t.Fatal(err)
	}
}

func expectAnswer(t *testing.T, answers *bufio.Reader, method string) {
	t.Helper()
	response, err := http.ReadResponse(answers, &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", method, response.Status)
	}
	if method == http.MethodConnect {
		return // what follows is the tunnel
	}
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		t.Fatal(err)
	}
}
