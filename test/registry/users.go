// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registry

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/crypto/bcrypt"
)

// Users makes the section auth of a registry that takes a name and a password with every request. It writes a file into dir.
func Users(dir, name, password string) (map[string]any, error) {
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	if err != nil {
		return nil, fmt.Errorf("hashing the password of %s: %w", name, err)
	}
	file := filepath.Join(dir, "htpasswd")
	if err := os.WriteFile(file, []byte(name+":"+string(hash)+"\n"), 0o600); err != nil {
		return nil, err
	}
	return map[string]any{"htpasswd": map[string]any{"realm": "registry", "path": file}}, nil
}
