// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package publish

import (
	"fmt"

	"github.com/moby/sys/mountinfo"
)

// remove takes away all mounts of ours at the target, of which there can be more than one only if somebody has worked there by
// hand, and then the directory.
func (s *spot) remove() error {
	found, volume, err := s.look()
	if err != nil || found == absent {
		return err
	}
	if volume != nil {
		volume.close()
		if err := s.unmountAll(); err != nil {
			return err
		}
	}
	return s.removeDirectory()
}

// unmountAll leaves an empty directory.
func (s *spot) unmountAll() error {
	mounts, err := s.mounts()
	if err != nil {
		return err
	}
	for range mounts {
		if err := s.unmount(); err != nil {
			return err
		}
	}
	return s.checkEmpty()
}

// mounts are the mounts at the target, from the table of the mount namespace that this process is in. All must be ours, and
// nothing may be mounted inside: to detach ours would detach that as well.
func (s *spot) mounts() ([]*mountinfo.Info, error) {
	path, err := s.path()
	if err != nil {
		return nil, err
	}
	mounts, err := mountinfo.GetMounts(mountinfo.PrefixFilter(path))
	if err != nil {
		return nil, fmt.Errorf("read the table of mounts: %w", err)
	}
	for _, m := range mounts {
		if m.Mountpoint != path || m.FSType != fileSystem || m.Source != mountSource || m.Root != "/" {
			return nil, fmt.Errorf("%w: %s of %q is mounted at %q: unmount it", ErrForeign, m.FSType, m.Source, m.Mountpoint)
		}
	}
	if len(mounts) == 0 {
		return nil, fmt.Errorf("%w: the target is a mount that the table of mounts does not show", ErrForeign)
	}
	return mounts, nil
}

func (s *spot) unmount() error {
	path, err := s.path()
	if err != nil {
		return err
	}
	if err := detach(path); err != nil {
		return fmt.Errorf("unmount the target: %w", err)
	}
	return nil
}

// removeDirectory removes the directory if it is empty. It is for a target that has been found to be a directory.
func (s *spot) removeDirectory() error {
	if err := s.above.Remove(s.name); err != nil {
		return fmt.Errorf("remove the target: %w", err)
	}
	return nil
}
