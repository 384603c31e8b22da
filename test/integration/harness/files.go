// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"os"
	"path/filepath"
	"strings"
)

// writeFiles writes Config.Files.
func (s *Stack) writeFiles() error {
	for name, content := range s.config.Files {
		if err := os.WriteFile(filepath.Join(s.dir, name), []byte(s.fill(content)), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// args are Config.Args with the directory filled in.
func (s *Stack) args() map[string][]string {
	filled := map[string][]string{}
	for part, args := range s.config.Args {
		for _, arg := range args {
			filled[part] = append(filled[part], s.fill(arg))
		}
	}
	return filled
}

func (s *Stack) fill(text string) string { return strings.ReplaceAll(text, "{dir}", s.dir) }
