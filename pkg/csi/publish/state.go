// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package publish

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/moby/sys/mountinfo"
)

// state is what is found at the path of a volume. Whatever is none of these is in the way: an ErrForeign.
type state int

const (
	// absent: there is nothing.
	absent state = iota
	// bare: there is an empty directory, in which nothing is mounted.
	bare
	// ours: a file system that this package has mounted.
	ours
)

// look says what is there, and opens it if it is ours.
func (s *spot) look() (state, *contents, error) {
	info, err := s.above.Lstat(s.name)
	if errors.Is(err, fs.ErrNotExist) {
		return absent, nil, nil
	}
	if err != nil {
		return absent, nil, fmt.Errorf("look at the target: %w", err)
	}
	if !info.IsDir() {
		return absent, nil, fmt.Errorf("%w: the target is no directory but %s: remove it", ErrForeign, info.Mode())
	}
	if live, err := s.enterLive(info); err != nil || live != nil {
		return ours, live, err
	}
	found, err := s.mounted()
	if err != nil || found != ours {
		return found, nil, err
	}
	empty, err := s.enter()
	return ours, empty, err
}

// enterLive opens the target if it is a volume of ours with files in it, and returns nil if not. It is known by them and by its kind of
// file system, which is another one than that of the directory above: to search the table of all mounts of a node at every look would
// take longer than everything else.
func (s *spot) enterLive(target fs.FileInfo) (*contents, error) {
	above, err := s.above.Stat(".")
	if err != nil {
		return nil, fmt.Errorf("look at the directory above: %w", err)
	}
	if sameDevice(above, target) {
		return nil, nil
	}
	volume, err := s.enter()
	if err != nil {
		return nil, err
	}
	if volume.live == 0 || !isTmpfs(volume.root) {
		volume.close()
		return nil, nil
	}
	return volume, nil
}

// mounted says what a directory is in which there are no files of ours, by the table of mounts.
func (s *spot) mounted() (state, error) {
	path, err := s.path()
	if err != nil {
		return absent, err
	}
	mounted, err := mountinfo.Mounted(path)
	if err != nil {
		return absent, fmt.Errorf("find out whether the target is mounted: %w", err)
	}
	if !mounted {
		return bare, s.checkEmpty()
	}
	_, err = s.mounts()
	return ours, err
}

// checkEmpty refuses to hide files below a mount: afterwards nobody could remove the directory.
func (s *spot) checkEmpty() error {
	directory, err := s.above.Open(s.name)
	if err != nil {
		return fmt.Errorf("open the target: %w", err)
	}
	defer func() { _ = directory.Close() }()
	switch names, err := directory.Readdirnames(1); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return fmt.Errorf("list the target: %w", err)
	default:
		return fmt.Errorf("%w: there is no mount at the target, but a directory with %q in it: remove what is there", ErrForeign, names[0])
	}
}
