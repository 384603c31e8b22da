// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package record keeps on disk what one invocation leaves for the next, as JSON.
package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Read returns what Write has put into file, and false when there is none. The error says that file should hold what.
func Read[T any](file, what string) (value T, found bool, err error) {
	content, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return value, false, nil
	}
	if err != nil {
		return value, false, err
	}
	if err := json.Unmarshal(content, &value); err != nil {
		return value, false, fmt.Errorf("%s should hold the JSON %s: %w", file, what, err)
	}
	return value, true, nil
}

// Write replaces file at once, so that a crash leaves the old value or the new one.
func Write[T any](file string, value T) error {
	content, err := json.Marshal(value)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	next := file + ".next"
	if err := os.WriteFile(next, append(content, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(next, file)
}
