// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package socket

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestListenRemovesOnlySockets(t *testing.T) {
	for _, tt := range []struct {
		name  string
		make  func(t *testing.T, path string) error
		error string
	}{
		{"nothing", func(*testing.T, string) error { return nil }, ""},
		{"a stale socket", staleSocket, ""},
		{"a file", func(_ *testing.T, path string) error { return os.WriteFile(path, nil, 0o600) }, "is no socket but a file"},
		{"a directory", func(_ *testing.T, path string) error { return os.Mkdir(path, 0o700) }, "is no socket but a directory"},
		{"a link to a socket", linkedSocket, "is no socket but a symbolic link"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "csi.sock")
			if err := tt.make(t, path); err != nil {
				t.Fatal(err)
			}
			s, err := Listen(t.Context(), path)
			if tt.error == "" {
				if err != nil {
					t.Fatal(err)
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.error) {
				t.Errorf("error %v, want %q", err, tt.error)
			}
			if _, err := os.Lstat(path); err != nil {
				t.Errorf("what was there is gone: %v", err)
			}
		})
	}
}

// staleSocket leaves what a killed process does.
func staleSocket(t *testing.T, path string) error {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "unix", path)
	if err != nil {
		return err
	}
	listener.(*net.UnixListener).SetUnlinkOnClose(false)
	return listener.Close()
}

func linkedSocket(t *testing.T, path string) error {
	if err := staleSocket(t, path+".other"); err != nil {
		return err
	}
	return os.Symlink(path+".other", path)
}

func TestListenSaysWhichPathIsTooLong(t *testing.T) {
	path := filepath.Join(t.TempDir(), strings.Repeat("x", 120))
	if _, err := Listen(t.Context(), path); err == nil || !strings.Contains(err.Error(), "making the socket "+path) {
		t.Errorf("error %v", err)
	}
}
