// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package publish

import (
	"errors"
	"os"
	"syscall"

	"github.com/moby/sys/mount"
	"golang.org/x/sys/unix"
)

// mountTmpfs mounts a file system of ours at path.
func mountTmpfs(path string) error {
	err := mount.Mount(mountSource, path, fileSystem, mountOptions()+noSwap)
	if errors.Is(err, unix.EINVAL) {
		err = mount.Mount(mountSource, path, fileSystem, mountOptions())
	}
	return err
}

// detach unmounts what is mounted at path, at once even if somebody has a file of it open: the memory is free when the last is
// closed.
func detach(path string) error {
	if err := unix.Unmount(path, unix.MNT_DETACH|unix.UMOUNT_NOFOLLOW); err != nil {
		return &os.PathError{Op: "umount", Path: path, Err: err}
	}
	return nil
}

// isTmpfs says whether root is in a tmpfs.
func isTmpfs(root *os.Root) bool {
	directory, err := root.Open(".")
	if err != nil {
		return false
	}
	defer func() { _ = directory.Close() }()
	var facts unix.Statfs_t
	err = unix.Fstatfs(int(directory.Fd()), &facts)
	return err == nil && facts.Type == unix.TMPFS_MAGIC
}

// changedAt is when the kernel changed anything of a file last, in nanoseconds.
func changedAt(stat *syscall.Stat_t) int64 { return stat.Ctim.Nano() }
