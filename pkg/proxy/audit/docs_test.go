// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	// fieldRow is a row of the table of fields, and fieldName a name in its first column.
	fieldRow  = regexp.MustCompile("(?m)^\\| ((?:`[a-zA-Z.]+`(?:, )?)+) \\|")
	fieldName = regexp.MustCompile("`([a-zA-Z.]+)`")
)

// names are the fields of a type as they are on a line.
func names(of reflect.Type, prefix string) []string {
	var all []string
	for i := range of.NumField() {
		field := of.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Type == reflect.TypeFor[User]() || field.Type == reflect.TypeFor[Connector]() {
			all = append(all, names(field.Type, name+".")...)
			continue
		}
		all = append(all, prefix+name)
	}
	return all
}

// The page describes every field, and no other, and its example is a line as it is written.
func TestDocumented(t *testing.T) {
	page, err := os.ReadFile("../../../docs/audit.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(page)
	_, fields, _ := strings.Cut(text, "\n## Fields\n")
	fields, _, _ = strings.Cut(fields, "\n## ")
	var documented []string
	for _, row := range fieldRow.FindAllStringSubmatch(fields, -1) {
		for _, name := range fieldName.FindAllStringSubmatch(row[1], -1) {
			documented = append(documented, name[1])
		}
	}
	if diff := cmp.Diff(names(reflect.TypeFor[Entry](), ""), documented); diff != "" {
		t.Errorf("docs/audit.md describes other fields than a line has:\n%s", diff)
	}
	_, example, _ := strings.Cut(text, "\n    {\"time\"")
	example, _, _ = strings.Cut(example, "\n")
	example = "{\"time\"" + example + "\n"
	entry := decode(t, []byte(example))
	if diff := cmp.Diff(string(entry.Append(nil)), example); diff != "" {
		t.Errorf("the example would be written otherwise:\n%s", diff)
	}
}
