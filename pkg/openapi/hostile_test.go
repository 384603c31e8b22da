// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package openapi_test

import (
	"fmt"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/openapi"
)

// A hostileDescription is made to cost more than others of its size.
type hostileDescription struct {
	name, raw string
	accepted  bool
}

func hostile() []hostileDescription {
	pad := strings.Repeat("x", 900_000)
	object := func(members string) string { return `{` + version + `,` + members + `}` }
	each := func(count int, format string) string {
		var text strings.Builder
		for i := range count {
			text.WriteString(strings.ReplaceAll(format, "N", fmt.Sprint(i)) + ",")
		}
		return strings.TrimSuffix(text.String(), ",")
	}
	return []hostileDescription{
		{"one long text", object(`"x":"` + pad + `"`), true},
		{"long text nested", object(`"x":` + strings.Repeat(`{"items":`, 90) + `"` + pad + `"` + strings.Repeat(`}`, 90)), true},
		{"brackets", object(`"x":` + strings.Repeat(`[`, 500_000) + strings.Repeat(`]`, 500_000)), false},
		{"brackets in YAML", inText("openapi: 3.0.3\nx: " + strings.Repeat(`[`, 500_000)), false},
		{"question marks in YAML", inText("openapi: 3.0.3\nx: " + strings.Repeat(`? `, 250_000)), false},
		{"lines in YAML", inText("openapi: 3.0.3\nx:" + strings.Repeat("\n", 400_000)), true},
		{"values", object(`"x":[` + strings.Repeat("1,", 150_000) + `1]`), true},
		{"too many values", object(`"x":[` + strings.Repeat("1,", 400_000) + `1]`), false},
		{"values in YAML", inText("openapi: 3.0.3\nx: [" + strings.Repeat("1,", 400_000) + "]"), false},
		{"aliases", inText("openapi: 3.0.3\nx: &x [" + strings.Repeat("1,", 1000) + "]\ny: [" + strings.Repeat("*x,", 10_000) + "]\n"), false},
		{"references to one path item", object(`"components":{"pathItems":{"p":{"get":{},"x-a":"` + pad[:500_000] + `"}}},"paths":{` +
			each(5000, `"/N":{"$ref":"#/components/pathItems/p"}`) + `}`), true},
		{"references in a row", described(each(9000, `"/N":{"$ref":"#/paths/~1N0"}`)), false},
		{"schemas that double", object(`"components":{"schemas":{` + each(7000, `"sN":{"properties":{
			"a":{"$ref":"#/components/schemas/sN1"},"b":{"$ref":"#/components/schemas/sN1"}}}`) + `}}`), true},
		{"texts by a parameter", described(each(5000, `"/aN{x}":{"get":{}}`)), true},
		{"wrong operations", described(each(9000, `"/N":{"get":1,"put":2,"post":3}`)), false},
		{"long names", described(`"` + pad + `":{},"/` + pad[:1] + `":{"` + pad[:90_000] + `":{}}`), false},
	}
}

func TestHostileDescriptions(t *testing.T) {
	for _, tt := range hostile() {
		t.Run(tt.name, func(t *testing.T) {
			_, err := openapi.Compile([]byte(tt.raw))
			if (err == nil) != tt.accepted {
				t.Errorf("accepted should be %t, got %.500v", tt.accepted, err)
			}
			if err != nil && len(err.Error()) > 20_000 {
				t.Errorf("message of %d bytes: %.500s", len(err.Error()), err)
			}
		})
	}
}

// Whatever other patterns there are, a long request must not cost more than its length and they.
func TestHostileRequests(t *testing.T) {
	d := compile(t, described(`"/{a}/{b}/{c}/end":{"get":{}},"/a{a}/{b}/{c}/end":{"get":{}},"/a{a}a/a{b}/a{c}/end":{"get":{}}`))
	for name, path := range map[string]string{
		"long segment":  "/" + strings.Repeat("a", 1<<20),
		"many segments": strings.Repeat("/aa", 1<<19),
		"many escapes":  "/" + strings.Repeat("%61", 1<<19),
	} {
		if got, err := d.Find("GET", path); got != nil || err != nil {
			t.Errorf("%s: %v, %v; want nothing declared", name, got, err)
		}
	}
	for name, path := range map[string]string{
		"many slashes": strings.Repeat("/", 1<<20),
		"many dots":    strings.Repeat("/..", 1<<19),
	} {
		if got, err := d.Find("GET", path); got != nil || err == nil || len(err.Error()) > 200 {
			t.Errorf("%s: %v, %.300v; want a short error", name, got, err)
		}
	}
}
