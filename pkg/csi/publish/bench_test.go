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

// benchmarkWrite opens the volume for each write, as calls of the kubelet do.
func benchmarkWrite(b *testing.B, change func(files map[string]target.Credential, i int)) {
	path := filepath.Join(b.TempDir(), "mount")
	defer func() { _ = Remove(path) }()
	files := benchmarkFiles()
	writeOnce(b, path, files)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		change(files, i)
		writeOnce(b, path, files)
	}
}

func writeOnce(b *testing.B, path string, files map[string]target.Credential) {
	v, err := Open(path, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer v.Close()
	if _, err := v.Write(files, target.Credential{}); err != nil {
		b.Fatal(err)
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
	path := filepath.Join(b.TempDir(), "mount")
	files := benchmarkFiles()
	for b.Loop() {
		writeOnce(b, path, files)
		if err := Remove(path); err != nil {
			b.Fatal(err)
		}
	}
}
