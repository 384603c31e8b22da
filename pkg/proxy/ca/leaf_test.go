// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"crypto/x509"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	certutil "k8s.io/client-go/util/cert"
)

func TestLeafVerifies(t *testing.T) {
	issuer, clock := newTestIssuer(t)
	root := issuer.authority.certificate
	for _, test := range []struct{ name, host, as string }{
		{"name", "git.example.com", "git.example.com"},
		{"spelled otherwise", "GIT.Example.com.", "git.example.com"},
		{"one label", "registry", "registry"},
		{"underscore", "my_tool.example.com", "my_tool.example.com"},
		{"international", "bücher.example", "xn--bcher-kva.example"},
		{"IPv4", "10.1.2.3", "10.1.2.3"},
		{"IPv4 in IPv6", "::ffff:10.1.2.3", "10.1.2.3"},
		{"IPv6", "2001:DB8:0::1", "2001:db8::1"},
		{"long", strings.Repeat(strings.Repeat("a", 63)+".", 3) + strings.Repeat("a", 61), strings.Repeat(strings.Repeat("a", 63)+".", 3) + strings.Repeat("a", 61)},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := issuer.tools.get(test.host)
			if err != nil {
				t.Fatal(err)
			}
			leaf, err := x509.ParseCertificate(got.Certificate[0])
			if err != nil || len(got.Certificate) != 1 {
				t.Fatalf("%d certificates, error %v", len(got.Certificate), err)
			}
			options := x509.VerifyOptions{DNSName: test.as, Roots: pool(root), CurrentTime: clock.Now()}
			if _, err := leaf.Verify(options); err != nil {
				t.Error(err)
			}
			options.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
			if _, err := leaf.Verify(options); err == nil {
				t.Error("it can be used by a client")
			}
			if names := len(leaf.DNSNames) + len(leaf.IPAddresses); names != 1 || leaf.IsCA {
				t.Errorf("%d names, an authority: %t", names, leaf.IsCA)
			}
			if life := leaf.NotAfter.Sub(leaf.NotBefore); life > day || leaf.NotBefore.After(clock.Now()) {
				t.Errorf("it lives for %s from %s on", life, leaf.NotBefore)
			}
			if _, err := leaf.Verify(x509.VerifyOptions{DNSName: "other.example.com", Roots: pool(root), CurrentTime: clock.Now()}); err == nil {
				t.Error("it is valid for another host")
			}
		})
	}
}

// No authority below ours can be made of it, even by whoever has a leaf's key.
func TestAuthorityHasNoAuthoritiesBelow(t *testing.T) {
	above := newTestPair(t, start(), year)
	below := newTestPair(t, start(), year)
	cross, err := sign(below.certificate, above.certificate, below.key.Public(), above.key)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signLeaf(below, below.key, host{name: "git.example.com"}, start())
	if err != nil {
		t.Fatal(err)
	}
	options := x509.VerifyOptions{Roots: pool(above.certificate), Intermediates: pool(cross), CurrentTime: start()}
	if _, err := signed.Leaf.Verify(options); err == nil || !strings.Contains(err.Error(), "too many intermediates") {
		t.Errorf("error %v", err)
	}
}

func TestLeafEndsWithItsAuthority(t *testing.T) {
	issuer, clock := newTestIssuer(t)
	clock.SetTime(start().Add(year - time.Hour))
	got, err := issuer.tools.get("git.example.com")
	if err != nil {
		t.Fatal(err)
	}
	if !got.Leaf.NotAfter.Equal(issuer.authority.certificate.NotAfter) {
		t.Errorf("it ends at %s, and its authority at %s", got.Leaf.NotAfter, issuer.authority.certificate.NotAfter)
	}
	fresh := newTestPair(t, start(), year)
	early, err := signLeaf(fresh, issuer.leafKey, host{name: "git.example.com"}, start().Add(-time.Minute))
	if err != nil || early.Leaf.NotBefore.Before(fresh.certificate.NotBefore) {
		t.Errorf("from %s on, error %v", early.Leaf.NotBefore, err)
	}
}

// What many clients verify with.
func TestOpenSSLVerifies(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Log("there is no openssl on this machine: crypto/x509 alone has verified leaves")
		return
	}
	dir, now := t.TempDir(), time.Now()
	authority := newTestPair(t, now, year)
	leafKey, err := newKey()
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signLeaf(authority, leafKey, host{name: "git.example.com"}, now)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]*x509.Certificate{"ca.pem": authority.certificate, "leaf.pem": signed.Leaf} {
		text, err := certutil.EncodeCertificates(c)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.CommandContext(t.Context(), openssl, "verify", "-x509_strict", "-purpose", "sslserver",
		"-verify_hostname", "git.example.com", "-CAfile", "ca.pem", "leaf.pem")
	command.Dir = dir
	if out, err := command.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// The command of docs/proxy-ca.md makes an authority that is taken.
func TestAuthorityByOpenSSL(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Log("there is no openssl on this machine: nothing to compare with")
		return
	}
	dir := t.TempDir()
	command := exec.CommandContext(t.Context(), openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
		"-days", "365", "-subj", "/CN=our proxy", "-addext", "basicConstraints=critical,CA:TRUE,pathlen:0",
		"-addext", "keyUsage=critical,keyCertSign", "-addext", "extendedKeyUsage=serverAuth", "-keyout", "ca.key", "-out", "ca.crt")
	command.Dir = dir
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	certificate, err := os.ReadFile(filepath.Join(dir, "ca.crt"))
	if err != nil {
		t.Fatal(err)
	}
	private, err := os.ReadFile(filepath.Join(dir, "ca.key"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parsePair(certificate, private); err != nil {
		t.Error(err)
	}
}
