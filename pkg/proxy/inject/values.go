// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package inject

import (
	"strings"
)

// headerProblem says what keeps a value out of a header, completing "it ..."; empty when nothing does. Blanks at the ends are
// refused because every reader of a header drops them.
func headerProblem(value string) string {
	switch {
	case value == "":
		return "is empty"
	case strings.HasSuffix(value, "\n"), strings.HasSuffix(value, "\r"):
		return "has a line break at its end"
	case strings.Trim(value, " \t") != value:
		return "begins or ends with a blank"
	}
	return controlProblem(value)
}

// controlProblem finds what can stand neither in a header nor in a user name or password.
func controlProblem(value string) string {
	if strings.HasSuffix(value, "\n") || strings.HasSuffix(value, "\r") {
		return "has a line break at its end"
	}
	for i := range len(value) {
		switch c := value[i]; {
		case c == '\n' || c == '\r':
			return "holds a line break"
		case c < 0x20 && c != '\t', c == 0x7f:
			return "holds a control character"
		}
	}
	return ""
}
