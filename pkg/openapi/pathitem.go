// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package openapi

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// pathItem gives the fields of a path: its own, and those of the path item that its $ref points to. Where both have one
// of a name, which OpenAPI leaves undefined, its own counts.
func (c *compiler) pathItem(value any, at *field.Path) (map[string]any, *field.Error) {
	fields := map[string]any{}
	for range maxHops {
		item, isObject := value.(map[string]any)
		switch {
		case !isObject:
			return nil, field.Invalid(at, field.OmitValueType{}, "must be an object whose members are methods, such as get")
		case len(item) > maxFields:
			return nil, field.TooMany(at, len(item), maxFields)
		}
		own := fields
		fields = maps.Clone(item)
		maps.Copy(fields, own)
		target, refers := item["$ref"]
		if !refers {
			return fields, nil
		}
		var err error
		if value, err = resolve(c.document, target); err != nil {
			return nil, field.Invalid(at.Child("$ref"), field.OmitValueType{}, err.Error())
		}
	}
	return nil, field.Invalid(at.Child("$ref"), field.OmitValueType{},
		fmt.Sprintf("must lead to a path item by at most %d references, and not in a circle", maxHops-1))
}

// resolve follows a reference into the document.
func resolve(document map[string]any, reference any) (any, error) {
	text, _ := reference.(string)
	fragment, err := url.PathUnescape(strings.TrimPrefix(text, "#"))
	if err != nil || !strings.HasPrefix(text, "#/") {
		return nil, errors.New("must be a reference such as #/components/pathItems/refs")
	}
	var value any = document
	for name := range strings.SplitSeq(fragment[1:], "/") {
		object, _ := value.(map[string]any)
		name = strings.ReplaceAll(strings.ReplaceAll(name, "~1", "/"), "~0", "~")
		if value = object[name]; value == nil {
			return nil, fmt.Errorf("points to %s, but there is no %s", shown(text), shown(name))
		}
	}
	return value, nil
}
