// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render

import (
	"maps"
	"slices"
)

// order is a file to render, with the params of its configuration.
type order struct {
	configuration string
	file          file
	params        map[string]any
}

// plan chooses the files of a volume by name: where several configurations have a file of the same name, the last one's
// is the only one that is rendered.
func (c *Class) plan(names []string, given map[string]map[string]string) (map[string]order, *Error) {
	chosen, err := c.choose(names)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !slices.Contains(names, name) {
			return nil, notOffered(name, "has params but is not mounted: add it to configuration.names, "+
				"or leave it out of configuration.params")
		}
	}
	orders := map[string]order{}
	for _, from := range chosen {
		params, err := from.params.values(from.name, given[from.name])
		if err != nil {
			return nil, err
		}
		for _, file := range from.files {
			orders[file.name] = order{configuration: from.name, file: file, params: params}
		}
	}
	return orders, nil
}
