// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classapiflags

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/pflag"
	"k8s.io/client-go/util/cert"
)

func TestOptions(t *testing.T) {
	for _, test := range []struct{ name, args, wrong string }{
		{"nothing", "", ""},
		{"certificate and key", "--class-api-client-certificate=a --class-api-client-key=b", ""},
		{"certificate without key", "--class-api-client-certificate=a", "belong together"},
		{"key without certificate", "--class-api-client-key=b", "belong together"},
		{"plain http", "--allow-plaintext-class-api", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var options Options
			flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
			options.AddFlags(flags)
			if err := flags.Parse(strings.Fields(test.args)); err != nil {
				t.Fatal(err)
			}
			err := options.Validate()
			if (err != nil) != (test.wrong != "") || err != nil && !strings.Contains(err.Error(), test.wrong) {
				t.Errorf("error %v, want one with %q", err, test.wrong)
			}
			if want := strings.Contains(test.args, "plaintext"); options.AllowPlaintext != want {
				t.Errorf("plain http is allowed: %t", options.AllowPlaintext)
			}
		})
	}
}

func TestCertificate(t *testing.T) {
	if got, err := (&Options{}).Certificate(); got != nil || err != nil {
		t.Errorf("without files: %v, %v", got, err)
	}
	missing := Options{ClientCertificate: filepath.Join(t.TempDir(), "tls.crt"), ClientKey: "tls.key"}
	if _, err := missing.Certificate(); err == nil || !strings.Contains(err.Error(), "--class-api-client-certificate") {
		t.Errorf("a missing file: %v", err)
	}
}

// newAuthority is the certificate of an authority as PEM.
func newAuthority(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	authority, err := cert.NewSelfSignedCACert(cert.Config{CommonName: rand.Text()}, key)
	if err != nil {
		t.Fatal(err)
	}
	text, err := cert.EncodeCertificates(authority)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAuthorities(t *testing.T) {
	one, two := newAuthority(t), newAuthority(t)
	for _, test := range []struct {
		name, content string
		want          int
		wrong         string
	}{
		{"one", one, 1, ""},
		{"two", one + two, 2, ""},
		{"none", "no certificate", 0, "must hold certificates in PEM"},
		{"a broken one", "-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----\n", 0, "must hold certificates in PEM"},
	} {
		t.Run(test.name, func(t *testing.T) {
			options := Options{CertificateAuthority: filepath.Join(t.TempDir(), "ca.pem")}
			if err := os.WriteFile(options.CertificateAuthority, []byte(test.content), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := options.Authorities()
			if len(got) != test.want || (err != nil) != (test.wrong != "") || err != nil && !strings.Contains(err.Error(), test.wrong) {
				t.Errorf("%d authorities, %v", len(got), err)
			}
		})
	}
	if got, err := (&Options{}).Authorities(); got != nil || err != nil {
		t.Errorf("without a file: %v, %v", got, err)
	}
	missing := Options{CertificateAuthority: filepath.Join(t.TempDir(), "missing")}
	if _, err := missing.Authorities(); err == nil || !strings.Contains(err.Error(), "--class-api-certificate-authority") {
		t.Errorf("a missing file: %v", err)
	}
}
