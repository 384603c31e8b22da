// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"

	"k8s.io/apimachinery/pkg/util/sets"

	"connectors.alauda.io/pkg/target"
)

// readBuffer is how many bytes of a live file are compared at a time.
const readBuffer = 32 << 10

// contents are the files of a mounted volume, held open.
type contents struct {
	root *os.Root
	live generation
}

func (c *contents) close() { _ = c.root.Close() } // whatever was written is in memory already

// token returns what the live generation keeps, of which there must be one.
func (c *contents) token() (target.Credential, error) {
	value, err := c.root.ReadFile(path.Join(c.live.String(), tokenFile))
	if errors.Is(err, fs.ErrNotExist) {
		return target.Credential{}, nil
	}
	if err != nil {
		return target.Credential{}, fmt.Errorf("read the kept token: %w", err)
	}
	return target.NewCredential(value), nil
}

// put makes want the live files, if they are not, and leaves nothing else in the volume but the generation before.
func (c *contents) put(want []entry) (changed bool, err error) {
	have, err := c.files()
	if err != nil {
		return false, err
	}
	same, err := c.unchanged(want)
	if err != nil {
		return false, err
	}
	if c.live != 0 && len(same) == len(want) && len(have) == len(want) {
		return false, c.settle(c.live-1, have)
	}
	// The generation before the live one goes now, so that there is room for the next one.
	if err := c.settle(c.live, have); err != nil {
		return false, err
	}
	before := c.live
	if err := c.replace(before+1, want, same); err != nil {
		return false, both(explainFull(err), c.settle(before, have))
	}
	c.live++
	return true, c.settle(before, names(want))
}

// files are the names of the live files, the kept token among them.
func (c *contents) files() (sets.Set[string], error) {
	if c.live == 0 {
		return nil, nil
	}
	found, err := list(c.root, c.live.String())
	return sets.New(found...), err
}

// unchanged are the names of those in want that the live generation has just so.
func (c *contents) unchanged(want []entry) (sets.Set[string], error) {
	if c.live == 0 {
		return nil, nil
	}
	dir, err := c.root.OpenRoot(c.live.String())
	if err != nil {
		return nil, fmt.Errorf("open the live files: %w", err)
	}
	defer func() { _ = dir.Close() }() // it was opened for looking up only
	same, buffer := sets.New[string](), make([]byte, readBuffer)
	for _, e := range want {
		is, err := e.is(dir, buffer)
		if err != nil {
			return nil, err
		}
		if is {
			same.Insert(e.name)
		}
	}
	return same, nil
}

// list returns what is in a directory of the volume.
func list(root *os.Root, directory string) ([]string, error) {
	dir, err := root.Open(directory)
	if err != nil {
		return nil, fmt.Errorf("open a directory of the volume: %w", err)
	}
	defer func() { _ = dir.Close() }() // it was opened for reading only
	found, err := dir.Readdirnames(-1)
	if err != nil {
		return nil, fmt.Errorf("list a directory of the volume: %w", err)
	}
	return found, nil
}
