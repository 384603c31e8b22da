// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"strconv"
	"testing"

	"k8s.io/utils/ptr"

	"connectors.alauda.io/pkg/apis/connectors"
)

func TestValidateParamSpecs(t *testing.T) {
	set := func(specs ...connectors.ParamSpec) func(*connectors.ConnectorClassSpec) {
		return func(s *connectors.ConnectorClassSpec) { s.Params = specs }
	}
	runClassCases(t, []classCase{
		{"no name", set(connectors.ParamSpec{}), one("spec.params[0].name: Required value", "")},
		{"bad name", set(connectors.ParamSpec{Name: "a b"}), one("spec.params[0].name: Invalid value", "letters")},
		{"twice", set(connectors.ParamSpec{Name: "a"}, connectors.ParamSpec{Name: "a"}), one("spec.params[1].name: Duplicate value", "")},
		{"unknown type", set(connectors.ParamSpec{Name: "a", Type: "number"}), one(`spec.params[0].type: Unsupported value: "number"`, `"array", "object", "string"`)},
		{"internal type", set(connectors.ParamSpec{Name: "a", Type: connectors.ParamTypeUnsupported}), one("spec.params[0].type: Unsupported value", "")},
		{"default is a number", set(connectors.ParamSpec{Name: "a", Default: ptr.To(unsupported("5"))}), one(`spec.params[0].default: Invalid value: "5"`, "put quotes")},
		{"default of another type", set(connectors.ParamSpec{Name: "a", Type: "array", Default: ptr.To(text("x"))}), one("spec.params[0].default: Invalid value", "a list of strings, as declared")},
		{"default not in enum", set(connectors.ParamSpec{Name: "a", Default: ptr.To(text("x")), Enum: []string{"y"}}), one(`spec.params[0].default: Unsupported value: "x"`, `"y"`)},
		{"default with line break", set(connectors.ParamSpec{Name: "a", Default: ptr.To(text("x\ny"))}), one("spec.params[0].default: Invalid value", "control")},
		{"empty default", set(connectors.ParamSpec{Name: "a", Default: ptr.To(text(""))}), nil},
		{"enum twice", set(connectors.ParamSpec{Name: "a", Enum: []string{"x", "x"}}), one("spec.params[0].enum[1]: Duplicate value", "")},
		{"enum with line break", set(connectors.ParamSpec{Name: "a", Enum: []string{"x\n"}}), one("spec.params[0].enum[0]: Invalid value", "control")},
		{"enum too long", func(s *connectors.ConnectorClassSpec) {
			s.Params = []connectors.ParamSpec{{Name: "a"}}
			for i := range maxEnum + 1 {
				s.Params[0].Enum = append(s.Params[0].Enum, strconv.Itoa(i))
			}
		}, one("spec.params[0].enum: Too many", "256")},
		{"properties of a string", set(connectors.ParamSpec{Name: "a", Properties: map[string]connectors.PropertySpec{"k": {}}}), one("spec.params[0].properties: Forbidden", "type object")},
		{"property type", set(connectors.ParamSpec{Name: "a", Type: "object", Properties: map[string]connectors.PropertySpec{"k": {Type: "array"}}}), one("spec.params[0].properties[k].type: Unsupported value", `"string"`)},
		{"property name", set(connectors.ParamSpec{Name: "a", Type: "object", Properties: map[string]connectors.PropertySpec{"k l": {}}}), one("spec.params[0].properties[k l]: Invalid value", "")},
		{"default without a key", set(connectors.ParamSpec{
			Name: "a", Type: "object", Default: ptr.To(object()), Properties: map[string]connectors.PropertySpec{"k": {}},
		}), one("spec.params[0].default[k]: Required value", "")},
	})
}

func TestValidateClassAddresses(t *testing.T) {
	spec := func(change func(*connectors.ParamSpec)) func(*connectors.ConnectorClassSpec) {
		return func(s *connectors.ConnectorClassSpec) {
			s.Address = &connectors.ParamSpec{}
			change(s.Address)
		}
	}
	extension := func(change func(*connectors.ParamSpec)) func(*connectors.ConnectorClassSpec) {
		return func(s *connectors.ConnectorClassSpec) {
			s.AddressExtensions = []connectors.ParamSpec{{Name: "api"}}
			change(&s.AddressExtensions[0])
		}
	}
	runClassCases(t, []classCase{
		{"bad name", spec(func(p *connectors.ParamSpec) { p.Name = "a b" }), one("spec.address.name: Invalid value", "")},
		{"list", spec(func(p *connectors.ParamSpec) { p.Type = "array" }), one("spec.address.type: Unsupported value", `"string"`)},
		{"default is no URL", spec(func(p *connectors.ParamSpec) { p.Default = ptr.To(text("github.com")) }), one("spec.address.default: Invalid value", "absolute URL")},
		{"default is no string", spec(func(p *connectors.ParamSpec) { p.Default = ptr.To(list()) }), one("spec.address.default: Invalid value", "a string")},
		{"empty default", spec(func(p *connectors.ParamSpec) { p.Default = ptr.To(text("")) }), nil},
		{"enum is no URL", spec(func(p *connectors.ParamSpec) { p.Enum = []string{"https://a", "b"} }), one("spec.address.enum[1]: Invalid value", "absolute URL")},
		{"default of other scheme, with a proxy", spec(func(p *connectors.ParamSpec) { p.Default = ptr.To(text("mysql://h")) }), one("spec.address.default: Invalid value", "http or https")},
		{"default of other scheme, for a database", func(s *connectors.ConnectorClassSpec) {
			*s = connectors.ConnectorClassSpec{Address: &connectors.ParamSpec{Default: ptr.To(text("mysql://h"))}}
		}, nil},
		{"extension without name", extension(func(p *connectors.ParamSpec) { p.Name = "" }), one("spec.addressExtensions[0].name: Required value", "")},
		{"extension twice", func(s *connectors.ConnectorClassSpec) { s.AddressExtensions[1].Name = "api" }, one("spec.addressExtensions[1].name: Duplicate value", "")},
		{"extension of type object", extension(func(p *connectors.ParamSpec) { p.Type = "object" }), one("spec.addressExtensions[0].type: Unsupported value", `"string"`)},
		{"extension default is no URL", extension(func(p *connectors.ParamSpec) { p.Default = ptr.To(text("/api")) }), one("spec.addressExtensions[0].default: Invalid value", "absolute URL")},
		{"extension default of other scheme", extension(func(p *connectors.ParamSpec) { p.Default = ptr.To(text("mysql://h")) }), one("spec.addressExtensions[0].default: Invalid value", "http or https")},
		{"extension default empty", extension(func(p *connectors.ParamSpec) { p.Default = ptr.To(text("")) }), nil},
	})
}
