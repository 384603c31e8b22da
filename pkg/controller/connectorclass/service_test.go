// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"
)

// serviceHost is the host that certificates of the tests are for.
const serviceHost = "api.tools.svc.cluster.local"

// service is something that takes connections on a real socket and notes what it is sent.
type service struct {
	listener net.Listener

	mu       sync.Mutex
	accepted int
	received []byte
	open     map[net.Conn]struct{}
	running  sync.WaitGroup
}

// serve answers each connection with handle, until the test ends.
func serve(t *testing.T, handle func(*service, net.Conn)) *service {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &service{listener: listener, open: map[net.Conn]struct{}{}}
	s.running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.note(conn)
			s.running.Go(func() {
				defer func() { _ = conn.Close() }()
				handle(s, conn)
			})
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		s.closeAll()
		s.wait()
	})
	return s
}

func (s *service) note(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accepted++
	s.open[conn] = struct{}{}
}

func (s *service) closeAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for conn := range s.open {
		_ = conn.Close()
	}
}

// wait returns when the listener is closed and all connections are handled.
func (s *service) wait() { s.running.Wait() }

func (s *service) port() int32 { return int32(s.listener.Addr().(*net.TCPAddr).Port) }

func (s *service) url(scheme string) string {
	return scheme + "://127.0.0.1:" + strconv.Itoa(int(s.port()))
}

// connections is the number of connections so far.
func (s *service) connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.accepted
}

// finish ends the service and gives the number of connections and what was sent on them. Connections are accepted in
// the order in which they were made, so that one of its own shows that all before it have been.
func (s *service) finish(t *testing.T) (int, string) {
	t.Helper()
	last, err := net.Dial("tcp4", s.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = last.Close() }()
	if err := last.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	_, _ = io.ReadAll(last)
	_ = s.listener.Close()
	s.wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.accepted - 1, string(s.received)
}

// read takes everything that is sent until the other side closes.
func read(s *service, conn io.Reader) {
	data, _ := io.ReadAll(conn)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.received = append(s.received, data...)
}

func plain(s *service, conn net.Conn) { read(s, conn) }

// hang waits until the other side gives up.
func hang(_ *service, conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }

// speakHTTP answers what it is sent, whatever it is, as an HTTP server does.
func speakHTTP(_ *service, conn net.Conn) {
	_, _ = conn.Read(make([]byte, 1))
	_, _ = io.WriteString(conn, "HTTP/1.0 400 Bad Request\r\n\r\nthe tool says "+canary)
}

func reset(_ *service, conn net.Conn) { _ = conn.(*net.TCPConn).SetLinger(0) }

// secure speaks TLS with a certificate and takes what is sent in it.
func secure(certificate tls.Certificate) func(*service, net.Conn) {
	config := &tls.Config{Certificates: []tls.Certificate{certificate}}
	return func(s *service, conn net.Conn) {
		session := tls.Server(conn, config)
		if session.HandshakeContext(context.Background()) == nil {
			read(s, session)
		}
	}
}

// authority signs certificates.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	pem         string
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-24 * time.Hour), NotAfter: time.Now().Add(24 * time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return &authority{certificate: certificate, key: key, pem: string(text)}
}

func (a *authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.certificate)
	return pool
}

// issue gives a certificate for serviceHost and 127.0.0.1, valid now unless changed.
func (a *authority) issue(t *testing.T, change func(*x509.Certificate)) tls.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), DNSNames: []string{serviceHost}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: time.Now().Add(time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if change != nil {
		change(template)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, key.Public(), a.key)
	if err != nil {
		t.Fatal(errors.Join(errors.New("issuing a certificate"), err))
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
