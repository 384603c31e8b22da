// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"sigs.k8s.io/yaml"
)

const wanted = "must be an OpenAPI description, as an object or as text"

// decode reads a description: a JSON object, or a JSON string that holds one as JSON or YAML.
func decode(raw []byte) (map[string]any, error) {
	if len(raw) > maxBytes {
		return nil, whole(fmt.Sprintf("must have at most %d bytes", maxBytes))
	}
	raw = bytes.TrimSpace(raw)
	switch {
	case bytes.HasPrefix(raw, []byte("{")):
		return readObject(raw)
	case bytes.HasPrefix(raw, []byte(`"`)):
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			return nil, whole(wanted + "; this is no JSON: " + brief(err))
		}
		return decodeText(text)
	}
	return nil, whole(wanted)
}

// decodeText takes JSON for what it is, since not all JSON is YAML: tabs between tokens are not.
func decodeText(text string) (map[string]any, error) {
	encoded := []byte(strings.TrimSpace(text))
	if !json.Valid(encoded) {
		if err := weigh(text); err != nil {
			return nil, whole("must be JSON or YAML: " + brief(err))
		}
		var err error
		if encoded, err = yaml.YAMLToJSONStrict([]byte(text)); err != nil {
			return nil, whole("must be JSON or YAML: " + brief(err))
		}
	}
	if !bytes.HasPrefix(encoded, []byte("{")) {
		return nil, whole("must be text that holds an OpenAPI description, beginning like " + beginning)
	}
	return readObject(encoded)
}
