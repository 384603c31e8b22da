// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package image

import (
	"bytes"
	"context"
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path"
	"strings"
)

// copyProgram adds a program of this machine, under the name by which it is known there, with the libraries it loads.
func (t tree) copyProgram(ctx context.Context, program string) error {
	t.copy(program, program)
	files, err := libraries(ctx, program)
	if err != nil {
		return fmt.Errorf("which libraries %s needs: %w", program, err)
	}
	for _, file := range files {
		t.copy(file, file)
	}
	return nil
}

// libraries returns the paths of the shared libraries that a program loads, its loader among them; none for a static
// program and for a script. The loader itself is asked: it alone knows all about search paths.
func libraries(ctx context.Context, program string) ([]string, error) {
	loader, err := loaderOf(program)
	if err != nil || loader == "" {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, loader, "--list", program)
	// What the user prefers, such as LD_LIBRARY_PATH, is not in the image.
	cmd.Env = []string{"LC_ALL=C"}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	listing, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s --list: %w: %s", loader, err, bytes.TrimSpace(stderr.Bytes()))
	}
	return parseListing(string(listing))
}

// loaderOf returns the path of the loader that a program asks for; empty when it needs none.
func loaderOf(program string) (string, error) {
	file, err := elf.Open(program)
	var notELF *elf.FormatError
	if errors.As(err, &notELF) || errors.Is(err, io.EOF) { // too short for one
		return "", nil
	}
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }()
	for _, segment := range file.Progs {
		if segment.Type != elf.PT_INTERP {
			continue
		}
		name := make([]byte, segment.Filesz)
		if _, err := segment.ReadAt(name, 0); err != nil {
			return "", fmt.Errorf("reading the name of its loader: %w", err)
		}
		return string(bytes.TrimRight(name, "\x00")), nil
	}
	return "", nil
}

// parseListing reads what a loader says with --list, which is also what ldd says: a line is "name => path (address)",
// or "path (address)" for the loader itself, or "name (address)" for what the kernel provides.
func parseListing(listing string) ([]string, error) {
	var files []string
	for line := range strings.Lines(listing) {
		line = strings.TrimSpace(line)
		name, file, found := strings.Cut(line, " => ")
		if !found {
			file = name
		}
		file, _, _ = strings.Cut(file, " (")
		switch {
		case path.IsAbs(file):
			files = append(files, path.Clean(file))
		case found:
			return nil, fmt.Errorf("%s should be installed, the loader says %q", name, line)
		}
	}
	return files, nil
}
