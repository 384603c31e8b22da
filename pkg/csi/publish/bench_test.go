// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package publish

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/target"
)

func benchmarkFiles() map[string]target.Credential {
	files := map[string]target.Credential{"ca.crt": target.NewCredential(strings.Repeat("certificate ", 200<<10/12))}
	for _, name := range []string{"context.token", "context.proxy.caCert", "http.proxy", "https.proxy", "connector.status.proxyAddress", ".gitconfig"} {
		files[name] = target.NewCredential(strings.Repeat(name, 40))
	}
	return files
}

func benchmarkWrite(b *testing.B, change func(files map[string]target.Credential, i int)) {
	v, err := Open(filepath.Join(b.TempDir(), "mount"), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = Remove(v.path) }()
	files := benchmarkFiles()
	if _, err := v.Write(files, target.Credential{}); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		change(files, i)
		if _, err := v.Write(files, target.Credential{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWriteUnchanged(b *testing.B) {
	benchmarkWrite(b, func(map[string]target.Credential, int) {})
}

func BenchmarkWriteChangedToken(b *testing.B) {
	benchmarkWrite(b, func(files map[string]target.Credential, i int) {
		files["context.token"] = target.NewCredential(strconv.Itoa(i))
	})
}

func BenchmarkFirstWriteAndRemove(b *testing.B) {
	v, err := Open(filepath.Join(b.TempDir(), "mount"), nil)
	if err != nil {
		b.Fatal(err)
	}
	files := benchmarkFiles()
	for b.Loop() {
		if _, err := v.Write(files, target.Credential{}); err != nil {
			b.Fatal(err)
		}
		if err := Remove(v.path); err != nil {
			b.Fatal(err)
		}
	}
}
