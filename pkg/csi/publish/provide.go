// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package publish

import "fmt"

// provide makes what is missing until a file system of ours is at the path, and opens it. undo takes away what it made.
func (v *Volume) provide() (undo rollback, err error) {
	if v.found == ours {
		return nil, nil
	}
	defer func() {
		if err != nil {
			err = both(err, undo.run())
		}
	}()
	if v.found == absent {
		if err := v.spot.above.Mkdir(v.spot.name, 0o750); err != nil {
			return nil, fmt.Errorf("make the target: %w", err)
		}
		undo = append(undo, v.spot.removeDirectory)
	}
	if err := v.spot.mount(); err != nil {
		return undo, err
	}
	undo = append(undo, v.spot.unmount)
	volume, err := v.spot.enter()
	if err != nil {
		return undo, err
	}
	undo = append(undo, v.leave(v.found))
	v.found, v.contents = ours, volume
	return undo, nil
}

// leave closes what provide has opened, after which the path is again as it was found.
func (v *Volume) leave(found state) func() error {
	return func() error {
		v.contents.close()
		v.found, v.contents = found, nil
		return nil
	}
}
