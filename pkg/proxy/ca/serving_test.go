// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
	certutil "k8s.io/client-go/util/cert"
	"k8s.io/client-go/util/keyutil"
)

// listen serves handshakes with the certificates of s and returns where.
func listen(t *testing.T, s *Serving) string {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	secure := tls.NewListener(listener, &tls.Config{GetCertificate: s.GetCertificate, MinVersion: tls.VersionTLS12})
	go func() {
		for {
			conn, err := secure.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				_ = conn.(*tls.Conn).HandshakeContext(t.Context())
			}()
		}
	}()
	return listener.Addr().String()
}

// handshake is a client that asks for name, or for the address where that is an IP address.
func handshake(t *testing.T, address, name string, roots *x509.CertPool) error {
	t.Helper()
	dialer := tls.Dialer{Config: &tls.Config{ServerName: name, RootCAs: roots, MinVersion: tls.VersionTLS12}}
	conn, err := dialer.DialContext(t.Context(), "tcp4", address)
	if err == nil {
		err = conn.Close()
	}
	return err
}

// newSigning is an Authority that has read its own from nowhere.
func newSigning(t *testing.T) (*Authority, *x509.CertPool) {
	t.Helper()
	issuer, clock := newTestIssuer(t)
	now := time.Now()
	clock.SetTime(now)
	issuer.authority = newTestPair(t, now, year)
	a := &Authority{clock: clock, metrics: issuer.metrics}
	a.current.Store(&inUse{issuer: issuer})
	return a, pool(issuer.authority.certificate)
}

func TestServingByOwnAuthority(t *testing.T) {
	authority, roots := newSigning(t)
	serving, err := NewServing(authority, "", "")
	if err != nil {
		t.Fatal(err)
	}
	serving.Run(t.Context()) // has nothing to follow
	address := listen(t, serving)
	for name, refused := range map[string]bool{
		"127.0.0.1": false, "localhost": false, "connectors-proxy.connectors-system.svc": false, "c-git.team.svc.cluster.local": false,
		"git.example.com": true, "kubernetes.default.svc": true,
	} {
		if err := handshake(t, address, name, roots); (err != nil) != refused {
			t.Errorf("%s: %v", name, err)
		}
	}
	if kept := authority.current.Load().issuer.tools.cache.Len(); kept != 0 {
		t.Errorf("%d leaves are among those of tools", kept)
	}
}

func TestServingOfFiles(t *testing.T) {
	dir := t.TempDir()
	certFile, keyFile := filepath.Join(dir, "tls.crt"), filepath.Join(dir, "tls.key")
	write := func() *x509.CertPool {
		t.Helper()
		now := time.Now()
		authority := newTestPair(t, now, year)
		made, err := newKey()
		if err != nil {
			t.Fatal(err)
		}
		signed, err := signLeaf(authority, made, host{name: "proxy.example.com"}, now)
		if err != nil {
			t.Fatal(err)
		}
		certificate, err := certutil.EncodeCertificates(signed.Leaf)
		if err != nil {
			t.Fatal(err)
		}
		private, err := keyutil.MarshalPrivateKeyToPEM(made.private())
		if err != nil {
			t.Fatal(err)
		}
		for file, content := range map[string][]byte{keyFile: private, certFile: certificate} {
			if err := os.WriteFile(file, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return pool(authority.certificate)
	}
	first := write()
	serving, err := NewServing(nil, certFile, keyFile)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		serving.Run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	address := listen(t, serving)
	if err := handshake(t, address, "proxy.example.com", first); err != nil {
		t.Error(err)
	}
	second := write()
	// Where files cannot be watched, as when there are too many watches, they are looked at once a minute.
	err = wait.PollUntilContextTimeout(t.Context(), 10*time.Millisecond, 3*time.Minute, true, func(context.Context) (bool, error) {
		return handshake(t, address, "proxy.example.com", second) == nil, nil
	})
	if err != nil {
		t.Errorf("the files were not followed: %v", err)
	}
}

func TestServingThatCannotBe(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	for name, make := range map[string]func() (*Serving, error){
		"nothing":       func() (*Serving, error) { return NewServing(nil, "", "") },
		"one file":      func() (*Serving, error) { return NewServing(nil, missing, "") },
		"missing files": func() (*Serving, error) { return NewServing(nil, missing, missing) },
	} {
		if _, err := make(); err == nil || !strings.Contains(err.Error(), "serving certificate") {
			t.Errorf("%s: error %v", name, err)
		}
	}
	serving, err := NewServing(&Authority{}, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := serving.GetCertificate(&tls.ClientHelloInfo{ServerName: "connectors-proxy"}); err == nil {
		t.Error("there is a certificate before there is an authority")
	}
}
