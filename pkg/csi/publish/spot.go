// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package publish

import (
	"fmt"
	"os"
	"path/filepath"
)

// spot is the path of a volume, held by the directory above it: what stands at the path is looked up there by its name, and
// is never reached through a symlink.
type spot struct {
	above *os.Root
	name  string
}

// openSpot fails with fs.ErrNotExist if the directory above is missing.
func openSpot(path string) (*spot, error) {
	above, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("look at the directory above, which the kubelet makes: %w", err)
	}
	return &spot{above: above, name: filepath.Base(path)}, nil
}

// path is that of the volume without symlinks, as the table of mounts has it. To find it takes a look at every directory on the way,
// so it is asked for only to mount, to unmount, or to read that table.
func (s *spot) path() (string, error) {
	directory, err := filepath.EvalSymlinks(s.above.Name())
	if err != nil {
		return "", fmt.Errorf("find the directory above: %w", err)
	}
	return filepath.Join(directory, s.name), nil
}

func (s *spot) close() { _ = s.above.Close() } // it was opened for looking up only

// enter opens what is at the target.
func (s *spot) enter() (*contents, error) {
	root, err := s.above.OpenRoot(s.name)
	if err != nil {
		return nil, fmt.Errorf("open the target: %w", err)
	}
	live, err := current(root)
	if err != nil {
		_ = root.Close() // it was opened for looking up only
		return nil, err
	}
	return &contents{root: root, live: live}, nil
}

// mount mounts a file system of ours at the target.
func (s *spot) mount() error {
	path, err := s.path()
	if err != nil {
		return err
	}
	if err := mountTmpfs(path); err != nil {
		return fmt.Errorf("mount the target: %w", err)
	}
	return nil
}
