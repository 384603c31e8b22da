// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package template

import (
	"maps"
	"slices"
)

// keys returns the names in maps, those of each map in order.
func keys(dicts ...map[string]any) []any {
	list := []any{}
	for _, d := range dicts {
		for _, k := range slices.Sorted(maps.Keys(d)) {
			list = append(list, k)
		}
	}
	return list
}

// values returns what a map holds, in the order of the names.
func values(dict map[string]any) []any {
	list := make([]any, 0, len(dict))
	for _, k := range slices.Sorted(maps.Keys(dict)) {
		list = append(list, dict[k])
	}
	return list
}

// merge adds to dst what the sources hold and dst does not, at every level. What
// is added is a copy, so that nothing is shared and no map can get into itself.
func merge(dst map[string]any, sources ...map[string]any) (any, error) {
	return mergeAll(dst, sources, isEmpty)
}

// mergeOverwrite sets in dst what the sources hold, unless that is empty.
func mergeOverwrite(dst map[string]any, sources ...map[string]any) (any, error) {
	return mergeAll(dst, sources, func(any) bool { return true })
}

func mergeAll(dst map[string]any, sources []map[string]any, replaces func(old any) bool) (any, error) {
	if dst == nil {
		return nil, faultf("the dict to merge into does not exist")
	}
	for _, source := range sources {
		copied, _ := deepCopy(source).(map[string]any)
		mergeInto(dst, copied, replaces)
	}
	return dst, nil
}

func mergeInto(dst, source map[string]any, replaces func(old any) bool) {
	for k, v := range source {
		old, exists := dst[k]
		oldMap, oldIsMap := old.(map[string]any)
		newMap, newIsMap := v.(map[string]any)
		switch {
		case !exists:
			dst[k] = v
		case oldIsMap && newIsMap:
			mergeInto(oldMap, newMap, replaces)
		case replaces(old) && !isEmpty(v):
			dst[k] = v
		}
	}
}

func isEmpty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case bool:
		return !v
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	default:
		n, ok := float(v)
		return ok && n == 0
	}
}

// deepCopy copies a value that has been weighed, so its depth is bounded.
func deepCopy(v any) any {
	switch v := v.(type) {
	case []any:
		list := make([]any, len(v))
		for i, e := range v {
			list[i] = deepCopy(e)
		}
		return list
	case map[string]any:
		dict := make(map[string]any, len(v))
		for k, e := range v {
			dict[k] = deepCopy(e)
		}
		return dict
	default:
		return v
	}
}

// version is what semver of sprig returns.
type version interface {
	Major() uint64
	Minor() uint64
	Patch() uint64
	Prerelease() string
	Metadata() string
	Original() string
}

// versionFields makes fields of the methods, as templates call none.
func versionFields(v version) map[string]any {
	return map[string]any{
		"Major":      View(v.Major()),
		"Minor":      View(v.Minor()),
		"Patch":      View(v.Patch()),
		"Prerelease": v.Prerelease(),
		"Metadata":   v.Metadata(),
		"Original":   v.Original(),
	}
}
