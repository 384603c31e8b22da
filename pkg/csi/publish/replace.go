// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package publish

import (
	"fmt"
	"os"
	"path"

	"k8s.io/apimachinery/pkg/util/sets"
)

// replace writes want as the generation next and makes it the live one with its last step. So whoever sees a generation sees
// all of it, under its names in the volume as well; and a name that is in the live one too leads to a file all the time.
// Of the names in same the live generation has the files already.
func (c *contents) replace(next generation, want []entry, same sets.Set[string]) error {
	if err := c.write(next, want, same); err != nil {
		return err
	}
	for name := range names(want) {
		if err := c.show(name); err != nil {
			return err
		}
	}
	if err := c.root.Symlink(next.String(), nextLink); err != nil {
		return fmt.Errorf("make the link to the new files: %w", err)
	}
	if err := c.root.Rename(nextLink, dataLink); err != nil {
		return fmt.Errorf("switch to the new files: %w", err)
	}
	return nil
}

// write makes the generation next. Nobody but the driver can open it until it is whole.
func (c *contents) write(next generation, want []entry, same sets.Set[string]) error {
	if err := c.root.Mkdir(next.String(), 0o700); err != nil {
		return fmt.Errorf("make the directory of the new files: %w", err)
	}
	dir, err := c.root.OpenRoot(next.String())
	if err != nil {
		return fmt.Errorf("open the directory of the new files: %w", err)
	}
	defer func() { _ = dir.Close() }() // it was opened for looking up only
	for _, e := range want {
		if err := c.fill(dir, next, e, same.Has(e.name)); err != nil {
			return err
		}
	}
	if err := c.root.Chmod(next.String(), 0o755); err != nil {
		return fmt.Errorf("open the new files for readers: %w", err)
	}
	return nil
}

// fill puts one file into the generation next. One that the live generation has is not written again but linked: that saves
// memory of the node, of which a bundle of CA certificates takes more than everything else.
func (c *contents) fill(dir *os.Root, next generation, e entry, same bool) error {
	if !same {
		return e.write(dir)
	}
	if err := c.root.Link(path.Join(c.live.String(), e.name), path.Join(next.String(), e.name)); err != nil {
		return fmt.Errorf("carry an unchanged file over: %w", err)
	}
	return nil
}

// show makes the name by which readers see a file, if it is not there.
func (c *contents) show(file string) error {
	if file == tokenFile || c.shows(file) {
		return nil
	}
	if err := c.root.Symlink(path.Join(dataLink, file), file); err != nil {
		return fmt.Errorf("make the name of a file: %w", err)
	}
	return nil
}

func (c *contents) shows(file string) bool {
	destination, err := c.root.Readlink(file)
	return err == nil && destination == path.Join(dataLink, file)
}
