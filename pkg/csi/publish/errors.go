// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package publish

import (
	"errors"
	"fmt"
	"syscall"
)

// What a caller may tell apart. Every other error is one that the kernel gave, wrapped; it may pass.
var (
	// ErrTarget is told of a path or a group that no kubelet asks for.
	ErrTarget = errors.New("invalid target")
	// ErrName is told of a file name that is not allowed.
	ErrName = errors.New("invalid file name")
	// ErrForeign is told where something is in the way that this package has not made, and so does not touch.
	ErrForeign = errors.New("not made by this driver")
	// ErrFull is told when files do not fit into a volume.
	ErrFull = errors.New("the volume is full")
)

// explain says what was done and where.
func (v *Volume) explain(action string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s volume %q: %w", action, v.path, err)
}

// explainFull adds to an error that comes from inside a volume what would be right.
func explainFull(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: it has room for %d MiB and %d files, half of it for the files of before: %w", ErrFull, maxBytes>>20, maxFiles, err)
	}
	return err
}
