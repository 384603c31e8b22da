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

// Volume is one volume of a Pod, at the path where the kubelet wants it. It holds no resource and nothing of the files:
// what is true is read from the node each time, so that a restart of the driver forgets nothing.
//
// Operations on one path, Remove among them, must not overlap: the driver runs one at a time. Operations on different
// paths may.
type Volume struct {
	path  string
	group int
}

// Open names the volume at path, which need not exist: only the directory above it must, when something is written. With a
// group files are readable by that group (0640), without one by everybody (0644). It touches nothing.
//
// The error is an ErrTarget if path is not absolute and clean, or if there can be no such group.
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
	return v, nil
}

// Live says whether all files of a Write are there for readers. It is false, without an error, if nothing is there, or only
// what a Write left that was cut short. The error is an ErrForeign if somebody else's things are at the path.
func (v *Volume) Live() (bool, error) {
	live := false
	err := v.read(func(volume contents) error {
		live = volume.live != 0
		return nil
	})
	return live, err
}

// Token returns the token that the Write of the live files was given as minted. It is empty, without an error, if there was
// none, or if there are no live files.
func (v *Volume) Token() (target.Credential, error) {
	token := target.Credential{}
	err := v.read(func(volume contents) (err error) {
		token, err = volume.token()
		return err
	})
	return token, err
}

// Write makes files, contents by name, all that readers of the volume see, at once, and keeps minted, if it is not empty,
// for Token. It mounts the volume first if need be, mends what an earlier call left that was cut short, and writes nothing
// if the live files are these already.
//
// With changed, readers see the new files, even if there is an error: then something old could not be taken away. Without,
// an error means that live files are as they were, and that a volume that was not there is not there.
//
// The error is an ErrName for a name that may not be one, an ErrForeign if somebody else's things are at the path, an
// ErrFull if there is too little room; others are the kernel's. None holds anything of a file's content.
func (v *Volume) Write(files map[string]target.Credential, minted target.Credential) (changed bool, err error) {
	want, err := v.entries(files, minted)
	if err != nil {
		return false, v.explain("write", err)
	}
	spot, err := openSpot(v.path)
	if err != nil {
		return false, v.explain("write", err)
	}
	defer spot.close()
	volume, undo, err := spot.provide()
	if err != nil {
		return false, v.explain("write", err)
	}
	defer volume.close()
	changed, err = volume.put(want)
	if err != nil && !changed {
		err = both(err, undo.run())
	}
	return changed, v.explain("write", err)
}

// read calls look with what is in the volume, if there is one.
func (v *Volume) read(look func(contents) error) error {
	spot, err := openSpot(v.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return v.explain("read", err)
	}
	defer spot.close()
	found, err := spot.state()
	if err != nil || found != ours {
		return v.explain("read", err)
	}
	volume, err := spot.enter()
	if err != nil {
		return v.explain("read", err)
	}
	defer volume.close()
	return v.explain("read", look(volume))
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
