// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"fmt"
	"strings"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/template"
)

// maxRenderedBytes bounds a path and a header. Tools take less.
const maxRenderedBytes = 64 << 10

// source is a compiled template of a class.
type source struct {
	template *template.Template
	// namesSecret is true when the text mentions .Secret.
	namesSecret bool
}

// headerSource is a header whose value is a template.
type headerSource struct {
	name, field string
	value       source
}

func parseSource(field, text string) (source, error) {
	parsed, err := template.Parse(field, text, template.Limits{Output: maxRenderedBytes})
	if err != nil {
		return source{}, err
	}
	return source{template: parsed, namesSecret: namesSecret(text)}, nil
}

func parseHeaders(specs []v1alpha1.HTTPHeader) ([]headerSource, error) {
	headers := make([]headerSource, 0, len(specs))
	for i, spec := range specs {
		if err := checkHeaderName(spec.Name); err != nil {
			return nil, fmt.Errorf("httpHeaders[%d].name: %w", i, err)
		}
		field := fmt.Sprintf("httpHeaders[%d].value", i)
		value, err := parseSource(field, spec.Value)
		if err != nil {
			return nil, err
		}
		headers = append(headers, headerSource{name: spec.Name, field: field, value: value})
	}
	return headers, nil
}

// namesSecret does not take .SecretRef for .Secret.
func namesSecret(text string) bool {
	for _, after := range strings.Split(text, ".Secret")[1:] {
		if after == "" || !isNameByte(after[0]) {
			return true
		}
	}
	return false
}

func isNameByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_'
}
