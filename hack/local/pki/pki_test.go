// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package pki

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"os"
	"path/filepath"
	"testing"
)

func openCA(t *testing.T, dir, name string) *Authority {
	t.Helper()
	authority, err := OpenAuthority(In(dir, name), name)
	if err != nil {
		t.Fatal(err)
	}
	return authority
}

func TestServerCertificateIsTrustedForItsNames(t *testing.T) {
	dir := t.TempDir()
	authority, files := openCA(t, dir, "ca"), In(dir, "server")
	request := Request{
		CommonName: "server", Server: true, DNSNames: []string{"a.b.svc", "localhost"}, IPs: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	if err := authority.Ensure(files, request); err != nil {
		t.Fatal(err)
	}
	pair, err := tls.LoadX509KeyPair(files.Certificate, files.Key)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"a.b.svc": true, "localhost": true, "127.0.0.1": true, "c.b.svc": false} {
		_, err := pair.Leaf.Verify(x509.VerifyOptions{Roots: authority.Pool(), DNSName: name})
		if (err == nil) != want {
			t.Errorf("trusted for %s: %v, want %v", name, err, want)
		}
	}
	usages := []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	if _, err := pair.Leaf.Verify(x509.VerifyOptions{Roots: authority.Pool(), KeyUsages: usages}); err == nil {
		t.Error("a server's certificate is trusted for a client")
	}
}

func TestEnsureKeepsWhatIsGood(t *testing.T) {
	dir := t.TempDir()
	authority := openCA(t, dir, "ca")
	alice := Request{CommonName: "alice", Organizations: []string{"b", "a"}, Client: true}
	for _, test := range []struct {
		name string
		by   *Authority
		next Request
		kept bool
	}{
		{"the same", authority, alice, true},
		{"the authority read again", openCA(t, dir, "ca"), alice, true},
		{"another group", authority, Request{CommonName: "alice", Organizations: []string{"a"}, Client: true}, false},
		{"another use", authority, Request{CommonName: "alice", Organizations: []string{"b", "a"}, Server: true}, false},
		{"another authority", openCA(t, dir, "other"), alice, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := In(t.TempDir(), "alice")
			before := ensure(t, authority, files, alice)
			after := ensure(t, test.by, files, test.next)
			if (before == after) != test.kept {
				t.Errorf("kept: %v, want %v", before == after, test.kept)
			}
		})
	}
}

func ensure(t *testing.T, authority *Authority, files Files, request Request) string {
	t.Helper()
	if err := authority.Ensure(files, request); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(files.Certificate)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestKeysAreForTheirOwnerOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pki")
	openCA(t, dir, "ca")
	if err := OpenSigningKey(filepath.Join(dir, "tokens.key")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "ca.key", "tokens.key"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("mode of %q is %v", name, info.Mode())
		}
	}
}
