// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"k8s.io/apimachinery/pkg/util/validation/field"

	"connectors.alauda.io/pkg/expression"
	"connectors.alauda.io/pkg/template"
)

// validateTemplate compiles a template. The compiler's message begins with line and column.
func validateTemplate(text string, path *field.Path) field.ErrorList {
	if errs := validateText(text, path); len(errs) > 0 {
		return errs
	}
	if _, err := template.Parse("", text, template.Limits{}); err != nil {
		return field.ErrorList{field.Invalid(path, shown(text), err.Error())}
	}
	return nil
}

// validateLineTemplate is validateTemplate for a text whose result is to fit on one line, a path or a header. A line break
// at the end, which YAML block scalars leave there, is cut off when it runs.
func validateLineTemplate(text string, path *field.Path) field.ErrorList {
	if len(text) > maxTemplateBytes {
		return field.ErrorList{field.TooLong(path, nil, maxTemplateBytes)}
	}
	return validateTemplate(text, path)
}

// validateExpression compiles an expression that must be true or false.
func validateExpression(text string, path *field.Path) field.ErrorList {
	if errs := validateText(text, path); len(errs) > 0 {
		return errs
	}
	if _, err := expression.Compile(text); err != nil {
		return field.ErrorList{field.Invalid(path, shown(text), err.Error())}
	}
	return nil
}
