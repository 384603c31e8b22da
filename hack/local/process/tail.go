// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package process

import (
	"bytes"
	"io"
	"os"
	"strings"
)

// Tail returns the last lines of a file. It reads the last 64 KiB at most.
func Tail(file string, lines int) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	const window = 64 << 10
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return "", err
	}
	data, err := io.ReadAll(io.NewSectionReader(f, max(0, size-window), window))
	if err != nil {
		return "", err
	}
	all := strings.Split(string(bytes.TrimRight(data, "\n")), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n"), nil
}
