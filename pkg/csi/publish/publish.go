// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"math"

	"connectors.alauda.io/pkg/target"
)

// noGroup is the group of a volume whose files everybody may read.
const noGroup = -1

// Volume is one volume of a Pod, at the path where the kubelet wants it, as Open found it. It holds it open, so that one call looks
// for it once; nothing of it outlives Close, and a restart of the driver forgets nothing.
//
// It is not safe for concurrent use, and nobody else may write to the path or remove it meanwhile: the driver has one call at a time
// for a path.
type Volume struct {
	path  string
	group int
	spot  *spot
	// contents are there if a file system of ours is at the path.
	contents *contents
	found    state
}

// Open looks for the volume at path, which need not exist: only the directory above it must. With a group files are readable by that
// group (0640), without one by everybody (0644). It changes nothing. Close must be called.
//
// The error is an ErrTarget if path is not absolute and clean, or if there can be no such group, and an ErrForeign if somebody
// else's things are at the path; others are the kernel's.
func Open(path string, group *int64) (*Volume, error) {
	if err := checkPath(path); err != nil {
		return nil, err
	}
	v := &Volume{path: path, group: noGroup}
	if group != nil {
		// The last number is the one that the kernel reads as "leave the group as it is".
		if *group < 0 || *group >= math.MaxUint32 {
			return nil, fmt.Errorf("%w: volume %q: the group is %d, want a number from 0 to %d", ErrTarget, path, *group, uint32(math.MaxUint32-1))
		}
		v.group = int(*group)
	}
	var err error
	if v.spot, err = openSpot(path); err != nil {
		return nil, v.explain("open", err)
	}
	if v.found, v.contents, err = v.spot.look(); err != nil {
		v.spot.close()
		return nil, v.explain("open", err)
	}
	return v, nil
}

// Close ends the use of the volume, which stays as it is.
func (v *Volume) Close() {
	if v.contents != nil {
		v.contents.close()
	}
	v.spot.close()
}

// Live says whether all files of a Write are there for readers. It is false if nothing is there, or only what a Write left that
// was cut short.
func (v *Volume) Live() bool { return v.contents != nil && v.contents.live != 0 }

// Token returns the token that the Write of the live files was given as minted. It is empty, without an error, if there was
// none, or if there are no live files.
func (v *Volume) Token() (target.Credential, error) {
	if !v.Live() {
		return target.Credential{}, nil
	}
	token, err := v.contents.token()
	return token, v.explain("read", err)
}

// Write makes files, contents by name, all that readers of the volume see, at once, and keeps minted, if it is not empty,
// for Token. It mounts the volume first if need be, mends what an earlier call left that was cut short, and writes nothing
// if the live files are these already.
//
// With changed, readers see the new files, even if there is an error: then something old could not be taken away. Without,
// an error means that live files are as they were, and that a volume that was not there is not there.
//
// The error is an ErrName for a name that may not be one, an ErrForeign if somebody else's things are in the volume, an
// ErrFull if there is too little room; others are the kernel's. None holds anything of a file's content.
func (v *Volume) Write(files map[string]target.Credential, minted target.Credential) (changed bool, err error) {
	want, err := v.entries(files, minted)
	if err != nil {
		return false, v.explain("write", err)
	}
	undo, err := v.provide()
	if err != nil {
		return false, v.explain("write", err)
	}
	changed, err = v.contents.put(want)
	if err != nil && !changed {
		err = both(err, undo.run())
	}
	return changed, v.explain("write", err)
}

// Remove takes away the volume at path and the directory itself, as the kubelet expects it. Where there is nothing, there is
// nothing to do. It removes only what a Write has made: for anything else the error is an ErrForeign, and nothing is done.
func Remove(path string) error {
	if err := checkPath(path); err != nil {
		return err
	}
	spot, err := openSpot(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		defer spot.close()
		err = spot.remove()
	}
	if err != nil {
		return fmt.Errorf("remove volume %q: %w", path, err)
	}
	return nil
}
