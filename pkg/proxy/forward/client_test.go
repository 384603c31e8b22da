// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
)

// patience bounds what a test waits for.
const patience = 2 * time.Minute

func tlsWith(leaf *tls.Certificate) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{*leaf}, MinVersion: tls.VersionTLS12}
}

// basic is the value of Proxy-Authorization.
func basic(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

// proxyURL is what a user would write into https_proxy.
func (f *fixture) proxyURL() *url.URL {
	return &url.URL{Scheme: "http", User: url.UserPassword("team/tool", token), Host: f.address}
}

// transport is a client that was told of the proxy, with HTTP/2 or without.
func (f *fixture) transport(http2 bool) *http.Transport {
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(http2)
	transport := &http.Transport{
		Proxy: http.ProxyURL(f.proxyURL()), TLSClientConfig: &tls.Config{RootCAs: f.proxies.pool}, Protocols: &protocols,
	}
	f.t.Cleanup(transport.CloseIdleConnections)
	return transport
}

// ask sends a request and reads the answer.
func ask(t testing.TB, transport http.RoundTripper, method, address string, edit func(*http.Request)) (*http.Response, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	if edit != nil {
		edit(request)
	}
	response, err := transport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

// raw is a connection to the proxy on which a test writes what it wants.
type raw struct {
	net.Conn
	t      testing.TB
	reader *bufio.Reader
}

func (f *fixture) dial() *raw {
	f.t.Helper()
	conn, err := net.Dial("tcp", f.address)
	if err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() { _ = conn.Close() })
	return newRaw(f.t, conn)
}

func newRaw(t testing.TB, conn net.Conn) *raw {
	t.Helper()
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return &raw{Conn: conn, t: t, reader: bufio.NewReader(conn)}
}

// Read reads what the reader has left as well.
func (r *raw) Read(into []byte) (int, error) { return r.reader.Read(into) }

func (r *raw) send(format string, args ...any) {
	r.t.Helper()
	if _, err := fmt.Fprintf(r.Conn, format, args...); err != nil {
		r.t.Fatal(err)
	}
}

// answer reads one answer.
func (r *raw) answer() (int, http.Header, string) {
	r.t.Helper()
	response, err := http.ReadResponse(r.reader, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	if response.StatusCode == http.StatusOK && response.ContentLength < 0 && len(response.TransferEncoding) == 0 {
		return response.StatusCode, response.Header, "" // of a CONNECT
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return response.StatusCode, response.Header, string(body)
}

// connect sends a CONNECT with the right caller and wants a tunnel.
func (f *fixture) connect(authority string) *raw {
	f.t.Helper()
	conn := f.dial()
	conn.send("CONNECT %s HTTP/1.1\r\nHost: %s\r\nProxy-Authorization: %s\r\n\r\n", authority, authority, basic("team/tool", token))
	if code, _, body := conn.answer(); code != http.StatusOK {
		f.t.Fatalf("CONNECT %s: %d %s", authority, code, body)
	}
	return conn
}

// secure begins TLS in a tunnel.
func (r *raw) secure(config *tls.Config) (*raw, error) {
	conn := tls.Client(r, config)
	if err := conn.HandshakeContext(r.t.Context()); err != nil {
		return nil, err
	}
	return newRaw(r.t, conn), nil
}

// ended says whether the other side has ended the connection.
func (r *raw) ended() bool {
	_, err := r.Read(make([]byte, 1))
	return err != nil && !isTimeout(err)
}

func isTimeout(err error) bool {
	timeout, ok := err.(net.Error)
	return ok && timeout.Timeout()
}

// echo is a tool that answers with the request that it got.
func echo(w http.ResponseWriter, r *http.Request) {
	dump, _ := httputil.DumpRequest(r, true)
	_, _ = w.Write(dump)
}

func refuseCanaries(t testing.TB, where string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(text, "canary") {
			t.Errorf("%s shows a secret: %s", where, text)
		}
	}
}

func waitFor(t testing.TB, what string, condition func() bool) {
	t.Helper()
	err := wait.PollUntilContextTimeout(t.Context(), 5*time.Millisecond, patience, true,
		func(context.Context) (bool, error) { return condition(), nil })
	if err != nil {
		t.Fatalf("waiting until %s: %v", what, err)
	}
}
