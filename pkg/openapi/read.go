// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package openapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// reader turns JSON into maps and lists. Unlike the standard decoder it refuses two members of one name, of which nobody
// could say which is meant, and what is nested too deeply.
type reader struct {
	decoder *json.Decoder
	// trail has the member or the place in a list for each object and list that the reader is in.
	trail []step
	// values is how many were read.
	values int
}

type step struct {
	name  string
	named bool
	index int
}

func readObject(encoded []byte) (map[string]any, error) {
	r := reader{decoder: json.NewDecoder(bytes.NewReader(encoded))}
	r.decoder.UseNumber()
	value, err := r.value()
	if err == nil {
		if _, end := r.decoder.Token(); !errors.Is(end, io.EOF) {
			err = errors.New("something stands behind the object")
		}
	}
	if found, ok := errors.AsType[*Error](err); ok {
		return nil, found
	}
	object, isObject := value.(map[string]any)
	switch {
	case err != nil:
		return nil, whole(wanted + "; this is no JSON: " + brief(err))
	case !isObject:
		return nil, whole(wanted)
	}
	return object, nil
}

func (r *reader) value() (any, error) {
	token, err := r.decoder.Token()
	if err != nil {
		return nil, err
	}
	if r.values++; r.values > maxValues {
		return nil, whole(fmt.Sprintf("must have at most %d values", maxValues))
	}
	delimiter, nested := token.(json.Delim)
	if !nested {
		return token, nil
	}
	if len(r.trail) == maxDepth {
		return nil, problem(field.Invalid(r.place(), field.OmitValueType{},
			fmt.Sprintf("must not be nested deeper than %d levels", maxDepth)))
	}
	r.trail = append(r.trail, step{})
	var value any
	if delimiter == '[' {
		value, err = r.list()
	} else {
		value, err = r.object()
	}
	if err != nil {
		return nil, err
	}
	r.trail = r.trail[:len(r.trail)-1]
	_, err = r.decoder.Token()
	return value, err
}

func (r *reader) list() (any, error) {
	var items []any
	for r.decoder.More() {
		r.at().index = len(items)
		item, err := r.value()
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}

func (r *reader) object() (any, error) {
	members := map[string]any{}
	for r.decoder.More() {
		token, err := r.decoder.Token()
		if err != nil {
			return nil, err
		}
		name, _ := token.(string)
		r.at().name, r.at().named = name, true
		if _, twice := members[name]; twice {
			return nil, problem(field.Duplicate(r.place(), shown(name)))
		}
		value, err := r.value()
		if err != nil {
			return nil, err
		}
		if name == "$ref" && isForeign(value) {
			return nil, problem(field.Invalid(r.place(), field.OmitValueType{},
				"must point into this description, such as #/components/schemas/Tag; files and URLs are not read"))
		}
		members[name] = value
	}
	return members, nil
}

// at is the last step, until the next one is taken.
func (r *reader) at() *step { return &r.trail[len(r.trail)-1] }

// place is where the reader is. It is asked for once, when something is wrong there.
func (r *reader) place() *field.Path {
	var path *field.Path
	for i, s := range r.trail {
		switch {
		case i == maxSteps:
			return path.Child("…")
		case !s.named:
			path = path.Index(s.index)
		case s.name == "" || len(s.name) > maxShown || strings.ContainsFunc(s.name, notInWord):
			path = path.Key(shown(s.name))
		default:
			path = path.Child(s.name)
		}
	}
	return path
}

// isForeign says whether a reference leads to a file or URL. It would never be read, wherever it stands, and who wrote it
// expects that.
func isForeign(reference any) bool {
	target, isText := reference.(string)
	return isText && !strings.HasPrefix(target, "#")
}
