// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"k8s.io/klog/v2"
)

func certificate(content string) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte(content)})
}

func write(t *testing.T, content []byte) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "ca.crt")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Only certificates are kept, and those of the file as it is.
func TestSystemCAs(t *testing.T) {
	key := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("key")})
	path := write(t, bytes.Join([][]byte{[]byte("# a comment\n"), certificate("one"), key, certificate("two")}, nil))
	authorities, err := newSystemCAs(klog.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	check := func(want ...string) {
		t.Helper()
		var all []byte
		for _, name := range want {
			all = append(all, certificate(name)...)
		}
		if got := authorities.pem(); got != string(all) {
			t.Errorf("%s, want %v", got, want)
		}
	}
	check("one", "two")
	if err := os.WriteFile(path, certificate("another"), 0o600); err != nil {
		t.Fatal(err)
	}
	check("another")
	// What cannot be read is no reason to take them from Pods.
	if err := os.WriteFile(path, []byte("in the middle of being written"), 0o600); err != nil {
		t.Fatal(err)
	}
	check("another")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	check("another")
	if err := os.WriteFile(path, certificate("third"), 0o600); err != nil {
		t.Fatal(err)
	}
	check("third")
}

func TestSystemCAsThatAreNone(t *testing.T) {
	for _, tt := range []struct {
		name, path, error string
	}{
		{"no file", filepath.Join(t.TempDir(), "missing"), "looking for certificate authorities"},
		{"nothing in it", write(t, nil), "it has no certificate in PEM"},
		{"too many", write(t, bytes.Repeat(certificate(strings.Repeat("x", 1000)), 1000)), "must be at most"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := newSystemCAs(klog.Background(), tt.path); err == nil || !strings.Contains(err.Error(), tt.error) {
				t.Errorf("error %v, want %q", err, tt.error)
			}
		})
	}
	none, err := newSystemCAs(klog.Background(), "")
	if err != nil || none.pem() != "" {
		t.Errorf("error %v", err)
	}
}

func TestFindSystemCAs(t *testing.T) {
	first, named := write(t, nil), write(t, nil)
	t.Setenv("SSL_CERT_FILE", "")
	if got := findSystemCAs([]string{t.TempDir(), filepath.Join(t.TempDir(), "missing"), first}); got != first {
		t.Errorf("found %q", got)
	}
	if got := findSystemCAs(nil); got != "" {
		t.Errorf("found %q", got)
	}
	t.Setenv("SSL_CERT_FILE", named)
	if got := findSystemCAs([]string{first}); got != named {
		t.Errorf("found %q", got)
	}
}
