// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package upstream

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

const canary = "canary-9e31"

// serveRaw answers every connection, once a request has come, with what answer writes.
func serveRaw(t *testing.T, answer func(net.Conn)) string {
	t.Helper()
	listener := listen(t)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				if req, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					_ = req.Body.Close()
					answer(conn)
				}
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}

func text(answer string) func(net.Conn) {
	return func(conn net.Conn) { _, _ = io.WriteString(conn, answer) }
}

func reset(conn net.Conn) { _ = conn.(*net.TCPConn).SetLinger(0) }

// stall writes a beginning and then waits until the other side gives up.
func stall(beginning string) func(net.Conn) {
	return func(conn net.Conn) {
		_, _ = io.WriteString(conn, beginning)
		_, _ = io.Copy(io.Discard, conn)
	}
}

func hugeHeader(conn net.Conn) {
	_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n")
	line := "X-Filler: " + strings.Repeat("x", 8<<10) + "\r\n"
	for range (100 << 20) / len(line) {
		if _, err := io.WriteString(conn, line); err != nil {
			return
		}
	}
}

// serveTLS serves with a certificate of its own making.
func serveTLS(t *testing.T, change func(*x509.Certificate), config *tls.Config) (string, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: time.Now().Add(time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	change(template)
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	config.Certificates = []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}
	server.TLS = config
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // failing handshakes are what the test is about
	server.StartTLS()
	t.Cleanup(server.Close)
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(certificate)
	return server.URL, roots
}

func unchanged(*x509.Certificate) {}

func TestClassifyOverRealConnections(t *testing.T) {
	type tool func(t *testing.T) (address string, roots *x509.CertPool)
	plain := func(answer func(net.Conn)) tool {
		return func(t *testing.T) (string, *x509.CertPool) { return serveRaw(t, answer), nil }
	}
	at := func(address string) tool {
		return func(*testing.T) (string, *x509.CertPool) { return address, nil }
	}
	withCertificate := func(change func(*x509.Certificate)) tool {
		return func(t *testing.T) (string, *x509.CertPool) { return serveTLS(t, change, &tls.Config{}) }
	}
	_, resolver := serveNames(t, map[string][]string{"rebound.example.": {"127.0.0.2"}})

	tests := []struct {
		name    string
		tool    tool
		code    int
		reason  string
		message string
	}{
		{"refused", at("http://127.0.0.1:1"), 502, "ConnectionRefused", "refused"}, // a port that no other process is given by chance
		{"guard", at("http://127.0.0.2:1"), 502, "AddressRefused", "127.0.0.2:1 may not be dialled: it is a loopback address"},
		{"guard by name", at("http://rebound.example"), 502, "AddressRefused", "127.0.0.2:80"},
		{"unknown name", at("http://nobody.example"), 502, "NameNotResolved", "does not exist"},
		{"never answers", plain(stall("")), 504, "Timeout", "timed out"},
		{"half a header and silence", plain(stall("HTTP/1.1 200 OK\r\nX-A: " + canary)), 504, "Timeout", "timed out"},
		{"half a header and the end", plain(text("HTTP/1.1 200 OK\r\nX-A: " + canary)), 502, "ConnectionReset", "closed"},
		{"no answer and the end", plain(text("")), 502, "ConnectionReset", "closed"},
		{"reset", plain(reset), 502, "ConnectionReset", "closed"},
		{"100 MiB of header", plain(hugeHeader), 502, "AnswerTooLarge", "1 MiB"},
		{"no HTTP", plain(text(canary + "\r\n\r\n")), 502, "MalformedAnswer", "not valid HTTP"},
		{"no status", plain(text("HTTP/1.1 " + canary + "\r\n\r\n")), 502, "MalformedAnswer", "not valid HTTP"},
		{"bad header", plain(text("HTTP/1.1 200 OK\r\n" + canary + "\r\n\r\n")), 502, "MalformedAnswer", "not valid HTTP"},
		{"two lengths", plain(text("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n")), 502, "MalformedAnswer", "not valid HTTP"},
		{"HTTP at a TLS address", func(t *testing.T) (string, *x509.CertPool) {
			server := httptest.NewServer(http.NotFoundHandler())
			server.Config.ErrorLog = log.New(io.Discard, "", 0)
			t.Cleanup(server.Close)
			return strings.Replace(server.URL, "http:", "https:", 1), nil
		}, 502, "TLSHandshakeFailed", "http address"},
		{"unknown authority", func(t *testing.T) (string, *x509.CertPool) {
			address, _ := serveTLS(t, unchanged, &tls.Config{})
			return address, x509.NewCertPool()
		}, 502, "TLSVerificationFailed", "unknown authority"},
		{"wrong host", withCertificate(func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, []string{canary + ".example"} }), 502, "TLSVerificationFailed", "not valid for the host"},
		{"expired", withCertificate(func(c *x509.Certificate) { c.NotAfter = c.NotBefore.Add(time.Hour) }), 502, "TLSVerificationFailed", "expired on"},
		{"not yet valid", withCertificate(func(c *x509.Certificate) {
			c.NotBefore, c.NotAfter = time.Now().Add(time.Hour), time.Now().Add(2*time.Hour)
		}), 502, "TLSVerificationFailed", "not valid before"},
		{"certificate of a client", withCertificate(func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }), 502, "TLSVerificationFailed", "purpose"},
		{"old TLS", func(t *testing.T) (string, *x509.CertPool) {
			return serveTLS(t, unchanged, &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11})
		}, 502, "TLSHandshakeFailed", "TLS 1.2"},
		{"wants a client certificate", func(t *testing.T) (string, *x509.CertPool) {
			return serveTLS(t, unchanged, &tls.Config{ClientAuth: tls.RequireAnyClientCert, MaxVersion: tls.VersionTLS12})
		}, 502, "TLSHandshakeFailed", "TLS"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			address, roots := tt.tool(t)
			options := Options{HeaderTimeout: time.Minute, Resolver: resolver}
			if tt.code == http.StatusGatewayTimeout {
				options.HeaderTimeout = 200 * time.Millisecond
			}
			transports := newTestTransports(t, options)
			transport, err := transports.For(UseGeneral, tt.name, roots)
			if err != nil {
				t.Fatal(err)
			}
			_, err = get(t, transport, address+"/?token="+canary)
			if err == nil {
				t.Fatal("there was an answer")
			}
			got := Classify(&url.Error{Op: "Get", URL: address + "/?token=" + canary, Err: err})
			if got.Code != tt.code || got.Reason != tt.reason || !strings.Contains(got.Message, tt.message) {
				t.Errorf("%+v, want %d %s about %q, for: %v", got, tt.code, tt.reason, tt.message, err)
			}
			if strings.Contains(got.Message, canary) {
				t.Errorf("the message repeats the URL or the tool: %s", got.Message)
			}
		})
	}
}

func TestClassifyHugeHTTP2Header(t *testing.T) {
	server, roots := newTLSServer(t, func(w http.ResponseWriter, _ *http.Request) {
		for i := range 200 {
			w.Header().Set(fmt.Sprintf("X-Filler-%d", i), strings.Repeat("x", 8<<10))
		}
	})
	transport, _ := newTestTransports(t, Options{}).For(UseGeneral, "", roots)
	_, err := get(t, transport, server.URL)
	if err == nil {
		t.Fatal("1.6 MiB of header were accepted")
	}
	if got := Classify(err); got.Code != http.StatusBadGateway {
		t.Errorf("%+v for: %v", got, err)
	}
}

func TestClassifyOthers(t *testing.T) {
	tests := []struct {
		name string
		err  error
		want int
	}{
		{"cancelled", fmt.Errorf("x: %w", context.Canceled), StatusClientClosedRequest},
		{"deadline", fmt.Errorf("x: %w", context.DeadlineExceeded), 504},
		{"closed", ErrClosed, 503},
		{"dial timeout", &net.OpError{Op: "dial", Err: context.DeadlineExceeded}, 504},
		{"unknown", errors.New(canary), 502},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Classify(tt.err); got.Code != tt.want || strings.Contains(got.Message, canary) {
				t.Errorf("%+v, want %d", got, tt.want)
			}
		})
	}
}
