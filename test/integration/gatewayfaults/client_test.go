// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gatewayfaults

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

const (
	// callTimeout ends a call that nobody answers.
	callTimeout = 2 * time.Minute
	// mannersTimeout is how long a client with manners may wait while others misbehave: long for a busy machine, and short
	// beside what they would make it wait.
	mannersTimeout = 30 * time.Second
)

// The versions of HTTP in which a client may speak.
const (
	http1 = "HTTP/1.1"
	h2c   = "HTTP/2"
)

// newClient speaks one version of HTTP over connections of its own.
func newClient(t *testing.T, version string) *http.Client {
	t.Helper()
	var protocols http.Protocols
	protocols.SetHTTP1(version == http1)
	protocols.SetUnencryptedHTTP2(version == h2c)
	transport := &http.Transport{Protocols: &protocols, MaxIdleConnsPerHost: 64}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// pathOf is the path of a Connector at any replica.
func (r room) pathOf(connector string) string {
	return "/namespaces/" + r.namespace + "/connectors/" + connector
}

// request asks a Connector's tool for what the path form leads to.
func (r room) request(ctx context.Context, p replica, method, connector, rest string, body io.Reader) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, method, p.url()+r.pathOf(connector)+rest, body)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+r.token)
	return request, nil
}

// open sends a GET and leaves the body to the caller.
func (r room) open(ctx context.Context, client *http.Client, p replica, connector, rest string) (*http.Response, error) {
	request, err := r.request(ctx, p, http.MethodGet, connector, rest, nil)
	if err != nil {
		return nil, err
	}
	return client.Do(request)
}

// An answer is what came back, with the body read.
type answer struct {
	*http.Response
	body string
}

// get sends a GET and reads the whole answer.
func (r room) get(ctx context.Context, client *http.Client, p replica, connector, rest string) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	response, err := r.open(ctx, client, p, connector, rest)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err == nil && strings.Contains(string(body), canary) {
		err = fmt.Errorf("answer %d holds a credential", response.StatusCode)
	}
	return answer{Response: response, body: string(body)}, err
}

// expect is an error unless a GET is answered with this code.
func (r room) expect(ctx context.Context, client *http.Client, p replica, connector string, code int) error {
	got, err := r.get(ctx, client, p, connector, "/")
	if err == nil && got.StatusCode != code {
		err = fmt.Errorf("answer %d, want %d: %s", got.StatusCode, code, got.body)
	}
	return err
}

// dialWebSocket opens a WebSocket to a tool.
func (r room) dialWebSocket(t *testing.T, p replica, connector string) *websocket.Conn {
	t.Helper()
	dialer := websocket.Dialer{HandshakeTimeout: callTimeout}
	address := strings.Replace(p.url(), "http:", "ws:", 1) + r.pathOf(connector) + "/ws"
	conn, response, err := dialer.DialContext(t.Context(), address, http.Header{"Authorization": {"Bearer " + r.token}})
	if err != nil {
		t.Fatalf("%v: %v", err, response)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// dial opens a connection that ends with the test.
func (p replica) dial(t *testing.T) net.Conn {
	t.Helper()
	conn, err := (&net.Dialer{Timeout: callTimeout}).DialContext(t.Context(), "tcp", strings.TrimPrefix(p.url(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(callTimeout)); err != nil {
		t.Fatal(err)
	}
	return conn
}
