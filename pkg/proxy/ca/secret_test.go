// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"crypto/x509"
	"maps"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	certutil "k8s.io/client-go/util/cert"
)

func encoded(t *testing.T, s state) *corev1.Secret {
	t.Helper()
	secret, err := encode(s, newSecret())
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

func TestSecretHoldsTheState(t *testing.T) {
	first, second, third := newTestPair(t, start(), year), newTestPair(t, start(), year), newTestPair(t, start(), year)
	whole := state{signing: first, next: &second, noted: start(), former: []*x509.Certificate{third.certificate}}
	secret := encoded(t, whole)
	secret.Data["foreign"] = []byte("stays")
	read, err := decode(secret)
	if err != nil || !read.signing.is(first) || !read.next.is(second) || !read.noted.Equal(start()) ||
		len(read.former) != 1 || !read.former[0].Equal(third.certificate) || read.asked {
		t.Fatalf("%+v, error %v", read, err)
	}
	secret.Annotations[RotateAnnotation] = "now"
	if read, err = decode(secret); err != nil || !read.asked {
		t.Fatalf("asked %t, error %v", read.asked, err)
	}
	asked, err := encode(read, secret)
	if err != nil || asked.Annotations[RotateAnnotation] != "now" {
		t.Errorf("%v, error %v", asked.Annotations, err)
	}
	// What is over leaves the Secret, keys before all.
	after, err := encode(state{signing: second}, secret)
	if err != nil {
		t.Fatal(err)
	}
	if string(after.Data["foreign"]) != "stays" || len(after.Data) != 3 || len(after.Annotations) != 0 || after.Type != corev1.SecretTypeTLS {
		t.Errorf("keys %v, annotations %v", after.Data, after.Annotations)
	}
	if len(secret.Data) != 6 || secret.Annotations[RotateAnnotation] == "" {
		t.Error("the Secret that was read has been changed")
	}
}

// A time that cannot be read makes the overlap longer, not shorter.
func TestNotedAnnotation(t *testing.T) {
	first, second := newTestPair(t, start(), year), newTestPair(t, start(), year)
	secret := encoded(t, state{signing: first, next: &second, noted: start()})
	secret.Annotations[NotedAnnotation] = "yesterday"
	if read, err := decode(secret); err != nil || !read.noted.IsZero() {
		t.Errorf("noted at %s, error %v", read.noted, err)
	}
}

// Nor does the part of a second that is lost in most spellings of a time.
func TestNotedAnnotationIsExact(t *testing.T) {
	first, second, noted := newTestPair(t, start(), year), newTestPair(t, start(), year), start().Add(time.Second-1)
	secret := encoded(t, state{signing: first, next: &second, noted: noted})
	if read, err := decode(secret); err != nil || !read.noted.Equal(noted) {
		t.Errorf("noted at %s, error %v, want %s", read.noted, err, noted)
	}
}

func TestSecretThatCannotBeUsed(t *testing.T) {
	first, second := newTestPair(t, start(), year), newTestPair(t, start(), year)
	good := encoded(t, state{signing: first, next: &second, former: []*x509.Certificate{newTestPair(t, start(), year).certificate}})
	issued := func(change func(*x509.Certificate)) []byte {
		template := *first.certificate
		change(&template)
		signed, err := sign(&template, &template, first.key.Public(), first.key)
		if err != nil {
			t.Fatal(err)
		}
		text, err := certutil.EncodeCertificates(signed)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	rsaKey := []byte("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n")
	for _, test := range []struct {
		name, key string
		value     []byte
		says      string
	}{
		{"no certificate", "tls.crt", nil, "one in PEM"},
		{"two certificates", "tls.crt", append(good.Data["tls.crt"], good.Data["next.crt"]...), "one in PEM"},
		{"no key", "tls.key", nil, "no private key"},
		{"garbage", "tls.key", []byte("garbage"), "no private key"},
		{"a key of another kind", "tls.key", rsaKey, "P-256"},
		{"the key of another", "tls.key", good.Data["next.key"], "not that of the certificate"},
		{"half of a next one", "next.key", nil, "keys next.crt and next.key: the key"},
		{"the next one is this one", "next.crt", good.Data["tls.crt"], "not that of the certificate"},
		{"former ones that are none", "former.crt", []byte("garbage"), "former.crt: it must hold certificates"},
		{"no authority", "tls.crt", issued(func(c *x509.Certificate) { c.IsCA, c.MaxPathLenZero = false, false }), "CA:TRUE"},
		{"it may not sign", "tls.crt", issued(func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageDigitalSignature }), "keyCertSign"},
		{"authorities below it", "tls.crt", issued(func(c *x509.Certificate) { c.MaxPathLen = 1 }), "pathlen:0"},
		{"no limit of authorities below it", "tls.crt", issued(func(c *x509.Certificate) { c.MaxPathLen, c.MaxPathLenZero = -1, false }), "pathlen:0"},
		{"client certificates", "tls.crt", issued(func(c *x509.Certificate) { c.ExtKeyUsage = append(c.ExtKeyUsage, x509.ExtKeyUsageClientAuth) }), "serverAuth"},
		{"every use", "tls.crt", issued(func(c *x509.Certificate) { c.ExtKeyUsage = nil }), "serverAuth"},
		{"a former one for every use", "former.crt", issued(func(c *x509.Certificate) { c.ExtKeyUsage = nil }), "former.crt: the certificate"},
	} {
		t.Run(test.name, func(t *testing.T) {
			secret := good.DeepCopy()
			secret.Data = maps.Clone(good.Data)
			secret.Data[test.key] = test.value
			_, err := decode(secret)
			if err == nil || !strings.Contains(err.Error(), test.says) || !strings.Contains(err.Error(), "connectors-system/connectors-proxy-ca") {
				t.Fatalf("error %v, want %q", err, test.says)
			}
			if strings.Contains(err.Error(), "MC4C") || strings.Contains(err.Error(), "garbage") {
				t.Errorf("the error shows what was read: %v", err)
			}
		})
	}
	same := good.DeepCopy()
	same.Data["next.crt"], same.Data["next.key"] = same.Data["tls.crt"], same.Data["tls.key"]
	if _, err := decode(same); err == nil || !strings.Contains(err.Error(), "signs already") {
		t.Errorf("error %v", err)
	}
}
