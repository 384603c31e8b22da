// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package process

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// A record is what is kept on disk about a process, to find it again.
type record struct {
	Identity
	// Fingerprint is that of the Command.
	Fingerprint string `json:"fingerprint"`
}

// read returns the record in file, and false when there is none.
func read(file string) (record, bool, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return record{}, false, nil
	}
	if err != nil {
		return record{}, false, err
	}
	var r record
	if err := json.Unmarshal(data, &r); err != nil {
		return record{}, false, fmt.Errorf("%s should hold the JSON record of a process: %w", file, err)
	}
	return r, true, nil
}

// write replaces the record in file at once, so that a crash leaves the old one or the new one.
func write(file string, r record) error {
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	next := file + ".next"
	if err := os.WriteFile(next, append(data, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(next, file)
}
