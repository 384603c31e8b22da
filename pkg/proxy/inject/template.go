// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package inject

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/net/http/httpguts"

	"connectors.alauda.io/pkg/header"
	"connectors.alauda.io/pkg/target"
	"connectors.alauda.io/pkg/template"
)

// noValue is what text/template prints for a key that is not there.
const noValue = "<no value>"

// newTemplated sends what the class's templates make of the Secret and the Connector. They are executed here, once.
func newTemplated(input target.InjectorInput) (target.Injector, error) {
	if len(input.Inject.Headers)+len(input.Inject.Query) == 0 {
		return nil, errors.New("inject names no header and no query parameter: name one, or leave inject out")
	}
	data := newTemplateData(input)
	headers, err := executeAll("header", input.Inject.Headers, data, checkHeader)
	if err != nil {
		return nil, err
	}
	query, err := executeAll("query parameter", input.Inject.Query, data, checkParameter)
	if err != nil {
		return nil, err
	}
	return newFields(headers, query, needles(revealing(input.Secret, headers, query)...)), nil
}

func executeAll(kind string, templates []target.NamedTemplate, data templateData, check func(field) string) ([]field, error) {
	fields := make([]field, 0, len(templates))
	seen := map[string]bool{}
	for _, named := range templates {
		what := fmt.Sprintf("inject: %s %q", kind, named.Name)
		f, err := execute(what, named, data)
		if err != nil {
			return nil, err
		}
		if problem := check(f); problem != "" {
			return nil, fmt.Errorf("%s: %s", what, problem)
		}
		key := http.CanonicalHeaderKey(f.name)
		if kind != "header" {
			key = f.name
		}
		if seen[key] {
			return nil, fmt.Errorf("%s is named twice", what)
		}
		seen[key] = true
		fields = append(fields, f)
	}
	return fields, nil
}

func execute(what string, named target.NamedTemplate, data templateData) (field, error) {
	// A block scalar of YAML ends in a line break that nobody means.
	parsed, err := template.Parse(named.Name, strings.TrimRight(named.Template, "\r\n"), template.Limits{})
	if err != nil {
		return field{}, fmt.Errorf("%s: %w", what, err)
	}
	value, err := parsed.Execute(context.Background(), data.real)
	if err != nil {
		return field{}, fmt.Errorf("%s: %w", what, err)
	}
	if strings.Contains(value, noValue) {
		return field{}, fmt.Errorf("%s: the template reads something that is not there: a key of the Secret or a field of the Connector", what)
	}
	other, err := parsed.Execute(context.Background(), data.decoy)
	return field{name: named.Name, value: value, public: err == nil && other == value}, nil
}

func checkHeader(f field) string {
	switch {
	case !httpguts.ValidHeaderFieldName(f.name):
		return "this is no valid name of a header"
	case header.BelongsToConnection(f.name):
		return "this header belongs to the connection or to the address and cannot be injected"
	}
	if problem := headerProblem(f.value); problem != "" {
		return "the value " + problem
	}
	return ""
}

func checkParameter(f field) string {
	switch {
	case f.name == "":
		return "the name is empty"
	case f.value == "":
		return "the value is empty"
	}
	if problem := controlProblem(f.value); problem != "" {
		return "the value " + problem
	}
	return ""
}
