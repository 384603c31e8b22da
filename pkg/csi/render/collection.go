// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"connectors.alauda.io/pkg/target"
)

// collection is the files made so far.
type collection struct {
	files Files
	bytes int
}

// addBuiltIn adds the built-in files that nothing is put over. It is known then how many files there will be.
func (c *collection) addBuiltIn(builtIn map[string]string, orders map[string]order) *Error {
	for _, name := range slices.Sorted(maps.Keys(builtIn)) {
		if _, overwritten := orders[name]; overwritten {
			continue
		}
		if err := c.add("", name, builtIn[name]); err != nil {
			return err
		}
	}
	if all := len(c.files) + len(orders); all > maxFiles {
		return tooMuch("", "", "the volume would have %d files, %d of them built in; at most %d are possible",
			all, len(c.files), maxFiles)
	}
	return nil
}

// renderAll renders what is ordered, in so much time for all of it.
func (c *collection) renderAll(ctx context.Context, within time.Duration, orders map[string]order, seen data) *Error {
	bounded, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	for _, name := range slices.Sorted(maps.Keys(orders)) {
		err := c.render(bounded, orders[name], seen)
		if err == nil {
			continue
		}
		if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
			return tooMuch(err.Configuration, err.File, "all files together take longer than %s", within)
		}
		return err
	}
	return nil
}

func (c *collection) render(ctx context.Context, o order, seen data) *Error {
	if err := ctx.Err(); err != nil {
		return &Error{Configuration: o.configuration, File: o.file.name, Msg: "was not rendered in time", cause: err}
	}
	text, err := o.file.template.Execute(ctx, seen.with(o.params))
	if err != nil {
		return inTemplate(o.configuration, o.file.name, err)
	}
	return c.add(o.configuration, o.file.name, text)
}

// add keeps a file, if there is room for it. Names differ.
func (c *collection) add(configuration, name, text string) *Error {
	switch {
	case len(text) > maxFileBytes:
		return tooMuch(configuration, name, "is larger than %d bytes", maxFileBytes)
	case len(text) > maxVolumeBytes-c.bytes:
		return tooMuch(configuration, name, "makes the volume larger than %d bytes", maxVolumeBytes)
	}
	c.bytes += len(text)
	c.files[name] = target.NewCredential(text)
	return nil
}
