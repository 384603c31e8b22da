// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package attributes

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sigs.k8s.io/json"
)

const paramsForm = `write a JSON object of configurations, each with an object of strings, such as {"a": {"param": "value"}}`

// parseParams reads a JSON object of objects of strings. Encoders would take the last of two equal keys and an empty
// text for null; here both are refused, because one of the two readers would be wrong.
func parseParams(text string) (map[string]map[string]string, error) {
	if text == "" {
		return nil, nil
	}
	// Everything is decoded first, so that what is wrong can be called by its name. Messages of the decoder are not
	// passed on: they repeat parts of the text.
	var decoded map[string]any
	strict, err := json.UnmarshalStrict([]byte(text), &decoded, json.DisallowDuplicateFields)
	if isSyntax, at := json.SyntaxErrorOffset(err); isSyntax {
		return nil, wrong(keyParams, "is not JSON at byte %d: %s", at, paramsForm)
	}
	if err != nil || decoded == nil {
		return nil, wrong(keyParams, "is not a JSON object: %s", paramsForm)
	}
	if len(strict) > 0 {
		return nil, wrong(keyParams, "a key is there twice: give each configuration, and each of its params, once")
	}
	params := make(map[string]map[string]string, len(decoded))
	for _, configuration := range slices.Sorted(maps.Keys(decoded)) {
		values, err := paramsOf(decoded[configuration])
		if err != nil {
			return nil, wrong(keyParams, "configuration %s: %w", shown(configuration), err)
		}
		params[configuration] = values
	}
	return params, nil
}

// paramsOf checks the params of one configuration.
func paramsOf(decoded any) (map[string]string, error) {
	object, ok := decoded.(map[string]any)
	if !ok {
		return nil, errors.New("must be an object of strings: " + paramsForm)
	}
	values := make(map[string]string, len(object))
	for _, name := range slices.Sorted(maps.Keys(object)) {
		value, ok := object[name].(string)
		if !ok {
			return nil, fmt.Errorf("param %s must be a string: put quotes around its value", shown(name))
		}
		if err := checkLine(value); err != nil {
			return nil, fmt.Errorf("param %s: %w", shown(name), err)
		}
		values[name] = value
	}
	return values, nil
}

// checkLine refuses what does not fit on one line of a file, and text that was damaged on its way: the decoder puts
// U+FFFD where bytes were not UTF-8.
func checkLine(value string) error {
	at := strings.IndexFunc(value, func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError })
	if at < 0 {
		return nil
	}
	r, _ := utf8.DecodeRuneInString(value[at:])
	return fmt.Errorf("must be UTF-8 text without line breaks and other control characters; %U stands at byte %d", r, at)
}
