// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"crypto/sha256"
	"debug/elf"
	"io"
	"os"
)

// buildIDSection is where the Go linker notes what went into a program.
const buildIDSection = ".note.go.buildid"

// contentOf returns bytes that differ when the program does. The time of its last change would not do: go build touches
// a program that it finds up to date. The programs are large, so the build id is taken where there is one.
func contentOf(program string) ([]byte, error) {
	file, err := os.Open(program)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	if binary, err := elf.NewFile(file); err == nil {
		if section := binary.Section(buildIDSection); section != nil {
			return section.Data()
		}
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, io.NewSectionReader(file, 0, 1<<62)); err != nil {
		return nil, err
	}
	return sum.Sum(nil), nil
}
