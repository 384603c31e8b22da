// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classservice

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
)

// newServer asks for certificates of the authority, and answers with the name in the one it is shown.
func newServer(t *testing.T, authority issuer) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := "nobody"
		if shown := r.TLS.PeerCertificates; len(shown) > 0 {
			name = shown[0].Subject.CommonName
		}
		_, _ = fmt.Fprint(w, name)
	}))
	roots := x509.NewCertPool()
	roots.AddCert(authority.certificate)
	server.TLS = &tls.Config{ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: roots, MinVersion: tls.VersionTLS12}
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

// shown is the name that a server is shown over a new connection.
func shown(ctx context.Context, server *httptest.Server, c *Certificate) (string, error) {
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	transport := &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{
		RootCAs: roots, GetClientCertificate: c.Show, MinVersion: tls.VersionTLS12,
	}}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL, nil)
	if err != nil {
		return "", err
	}
	answer, err := transport.RoundTrip(request)
	if err != nil {
		return "", err
	}
	name := make([]byte, 64)
	n, _ := answer.Body.Read(name)
	return string(name[:n]), answer.Body.Close()
}

func TestCertificateIsShownToThoseWhoKnowItsAuthority(t *testing.T) {
	authority, in := newIssuer(t), newFiles(t)
	authority.write(t, in, "caller")
	certificate, err := NewCertificate(in.certificate, in.key)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name   string
		server *httptest.Server
		want   string
	}{
		{"who knows the authority", newServer(t, authority), "caller"},
		{"who knows another one", newServer(t, newIssuer(t)), "nobody"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got, err := shown(t.Context(), test.server, certificate); got != test.want || err != nil {
				t.Errorf("the server is shown %q (error %v), want %q", got, err, test.want)
			}
		})
	}
}

func TestCertificateFollowsItsFiles(t *testing.T) {
	authority, in := newIssuer(t), newFiles(t)
	authority.write(t, in, "before")
	certificate, err := NewCertificate(in.certificate, in.key)
	if err != nil {
		t.Fatal(err)
	}
	server := newServer(t, authority)
	certificate.every = 10 * time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	var changes atomic.Int32
	var running sync.WaitGroup
	running.Go(func() { certificate.Run(ctx, func() { changes.Add(1) }) })
	expect := func(want string) {
		t.Helper()
		var got string
		err := wait.PollUntilContextTimeout(t.Context(), 10*time.Millisecond, time.Minute, true, func(ctx context.Context) (bool, error) {
			var err error
			got, err = shown(ctx, server, certificate)
			return got == want, err
		})
		if err != nil {
			t.Fatalf("the server is shown %q, want %q: %v", got, want, err)
		}
	}
	expect("before")
	authority.write(t, in, "after")
	expect("after")
	cancel()
	running.Wait()
	if got := changes.Load(); got != 1 {
		t.Errorf("%d changes were told of, want 1", got)
	}
	// What cannot be used does not take the place of what can.
	if err := os.WriteFile(in.key, []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	if certificate.reload(t.Context()) {
		t.Error("there is another certificate, without a key")
	}
	expect("after")
}

func TestNewCertificateFails(t *testing.T) {
	authority, other := newIssuer(t), newFiles(t)
	authority.write(t, other, "other")
	for _, test := range []struct {
		name   string
		change func(files) error
	}{
		{"no certificate", func(f files) error { return os.Remove(f.certificate) }},
		{"no key", func(f files) error { return os.Remove(f.key) }},
		{"garbage", func(f files) error { return os.WriteFile(f.certificate, []byte("garbage"), 0o600) }},
		{"the key of another", func(f files) error {
			return errors.Join(os.Remove(f.key), os.Symlink(other.key, f.key))
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := newFiles(t)
			authority.write(t, in, "caller")
			if err := test.change(in); err != nil {
				t.Fatal(err)
			}
			if got, err := NewCertificate(in.certificate, in.key); err == nil {
				t.Errorf("there is a certificate: %v", got != nil)
			}
		})
	}
}
