// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package publish

import (
	"fmt"
	"io/fs"
	"path"
	"syscall"

	"k8s.io/apimachinery/pkg/util/sets"
)

// settle makes the volume what it is when nothing is being done to it: the live generation and those from oldest on, the link
// to the live one, and the names by which readers see its files. Everything else was begun and not finished, or has had its
// time, and goes.
func (c *contents) settle(oldest generation, files sets.Set[string]) error {
	found, err := list(c.root, ".")
	if err != nil {
		return err
	}
	missing := files.Clone()
	for _, name := range found {
		if c.belongs(name, oldest, files) {
			missing.Delete(name)
			continue
		}
		if err := c.drop(name); err != nil {
			return fmt.Errorf("clear away what is not live: %w", err)
		}
	}
	for name := range missing {
		if err := c.show(name); err != nil {
			return err
		}
	}
	return nil
}

func (c *contents) belongs(name string, oldest generation, files sets.Set[string]) bool {
	if number, ok := parseGeneration(name); ok {
		return oldest <= number && number <= c.live
	}
	if name == dataLink {
		return c.live != 0
	}
	return files.Has(name) && c.shows(name)
}

// drop removes a link, a file or a generation. It goes no deeper: a generation has no directories, and anything else that is
// not empty stays and makes an error.
func (c *contents) drop(name string) error {
	if _, ok := parseGeneration(name); ok {
		if err := c.empty(name); err != nil {
			return err
		}
	}
	return c.root.Remove(name)
}

// empty removes the files of a generation, unless somebody has mounted another file system there.
func (c *contents) empty(name string) error {
	volume, err := c.root.Stat(".")
	if err != nil {
		return err
	}
	info, err := c.root.Lstat(name)
	if err != nil || !info.IsDir() {
		return err
	}
	if !sameDevice(volume, info) {
		return fmt.Errorf("%w: something is mounted in the volume, at %q: unmount it", ErrForeign, name)
	}
	files, err := list(c.root, name)
	if err != nil {
		return err
	}
	for _, file := range files {
		if err := c.root.Remove(path.Join(name, file)); err != nil {
			return err
		}
	}
	return nil
}

func sameDevice(a, b fs.FileInfo) bool {
	one, ok := a.Sys().(*syscall.Stat_t)
	if !ok {
		return false
	}
	other, ok := b.Sys().(*syscall.Stat_t)
	return ok && one.Dev == other.Dev
}
