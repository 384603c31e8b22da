// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package openapi

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// Compile reads a description, which is a JSON object, or a JSON string that holds JSON or YAML text, of OpenAPI 3.0 or
// 3.1. An error is an *Error.
func Compile(raw []byte) (description *Description, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			description, err = nil, whole("cannot be read, a parser failed: "+brief(fmt.Errorf("%v", broken)))
		}
	}()
	document, err := decode(raw)
	if err != nil {
		return nil, err
	}
	c := compiler{document: document, description: &Description{places: map[string]*field.Path{}}}
	if found := checkVersion(document); found != nil {
		return nil, problem(found)
	}
	c.compile()
	if err := c.err(); err != nil {
		return nil, err
	}
	return c.description, nil
}

// compiler turns one document into a description and collects what is wrong on the way.
type compiler struct {
	findings
	document    map[string]any
	description *Description
}

func (c *compiler) compile() {
	everywhere := c.declare(c.document, declared{provider: ProviderProxy}, nil)
	value, given := c.document["paths"]
	if !given {
		return
	}
	at := field.NewPath("paths")
	paths, isObject := value.(map[string]any)
	switch {
	case !isObject:
		c.add(field.Invalid(at, field.OmitValueType{}, "must be an object whose members are paths, such as /git/refs"))
	case len(paths) > maxPaths:
		c.add(field.TooMany(at, len(paths), maxPaths))
	default:
		c.compilePaths(paths, everywhere, at)
		if named := len(c.description.places); named > maxAddresses {
			c.add(field.Invalid(at, field.OmitValueType{},
				fmt.Sprintf("must have at most %d different values of %s, not %d", maxAddresses, addressKey, named)))
		}
	}
}

func (c *compiler) compilePaths(paths map[string]any, everywhere declared, at *field.Path) {
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		if c.full() {
			return
		}
		if !strings.HasPrefix(path, "x-") {
			c.compilePath(path, paths[path], everywhere, at.Key(shown(path)))
		}
	}
}

func (c *compiler) compilePath(path string, value any, everywhere declared, at *field.Path) {
	segments, err := parsePattern(path)
	if err != nil {
		c.add(field.Invalid(at, shown(path), err.Error()))
		return
	}
	fields, found := c.pathItem(value, at)
	if found != nil {
		c.add(found)
		return
	}
	before := len(c.problems)
	outline := c.outline(fields, everywhere, at)
	if len(c.problems) > before {
		return
	}
	operations, err := parseOutline(outline)
	if err != nil {
		c.add(field.Invalid(at, field.OmitValueType{}, "must be a path item of OpenAPI 3.0 or 3.1: "+brief(err)))
		return
	}
	if other := c.description.root.insert(segments, newItem(path, operations)); other != "" {
		c.add(field.Invalid(at, shown(path), fmt.Sprintf("matches the same requests as %s; keep one of them", shown(other))))
	}
}

// checkVersion tells a description of OpenAPI 3.0 or 3.1 from anything else.
func checkVersion(document map[string]any) *field.Error {
	at := field.NewPath("openapi")
	if _, old := document["swagger"]; old {
		return field.Forbidden(field.NewPath("swagger"),
			"Swagger is not understood; convert the description to OpenAPI 3.0 or 3.1, which begins like "+beginning)
	}
	value, given := document["openapi"]
	if !given {
		return field.Required(at, `give the version of OpenAPI that the description is written in, such as "3.0.3"`)
	}
	version, isText := value.(string)
	if !isText {
		return field.Invalid(at, field.OmitValueType{}, `must be text; put the version in quotes, such as "3.0.3"`)
	}
	if !isKnownVersion(version) {
		return field.NotSupported(at, shown(version), []string{"3.0.x", "3.1.x"})
	}
	return nil
}

func isKnownVersion(version string) bool {
	patch, known := strings.CutPrefix(version, "3.0")
	if !known {
		patch, known = strings.CutPrefix(version, "3.1")
	}
	if !known || patch == "" {
		return known
	}
	digits, dotted := strings.CutPrefix(patch, ".")
	return dotted && digits != "" && strings.Trim(digits, "0123456789") == ""
}
