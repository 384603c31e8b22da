// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"

	"connectors.alauda.io/pkg/apis/connectors"
)

// gitClass is the class that goodConnector is made for.
func gitClass() *connectors.ConnectorClass {
	return &connectors.ConnectorClass{
		ObjectMeta: metav1.ObjectMeta{Name: "git"},
		Spec: connectors.ConnectorClassSpec{
			AddressExtensions: []connectors.ParamSpec{{Name: "api"}},
			Params: []connectors.ParamSpec{
				{Name: "sslVerify", Type: "string", Enum: []string{"true", "false"}, Default: ptr.To(text("true"))},
				{Name: "hosts", Type: "array", Enum: []string{"a", "b"}, Default: ptr.To(list())},
				{Name: "map", Type: "object", Properties: map[string]connectors.PropertySpec{"k": {}}, Default: ptr.To(object("k", ""))},
			},
			Auth: &connectors.ConnectorClassAuth{Types: []connectors.AuthType{
				{Name: "basicAuth", SecretType: "kubernetes.io/basic-auth"},
				{Name: "anonymous", Optional: ptr.To(true)},
			}},
			AuthProbes: []connectors.AuthProbe{{
				AuthName: "basicAuth",
				Params:   []connectors.ParamSpec{{Name: "repository"}, {Name: "branch", Default: ptr.To(text("main"))}},
				Probe:    connectors.Probe{HTTP: &connectors.HTTPProbe{Path: "/"}},
			}},
			Proxy: &connectors.ConnectorClassProxy{URI: "http://proxy.example.com"},
		},
	}
}

func TestValidateConnectorAgainstClass(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*connectors.ConnectorSpec, *connectors.ConnectorClassSpec)
		want   []wanted
	}{
		{"fits", func(*connectors.ConnectorSpec, *connectors.ConnectorClassSpec) {}, nil},
		{"defaults stand in", func(c *connectors.ConnectorSpec, _ *connectors.ConnectorClassSpec) { c.Params = nil }, nil},

		{"no address", func(c *connectors.ConnectorSpec, _ *connectors.ConnectorClassSpec) { c.Address = "" },
			one("spec.address: Required value", `ConnectorClass "git" declares no default`)},
		{"default address", func(c *connectors.ConnectorSpec, class *connectors.ConnectorClassSpec) {
			c.Address = ""
			class.Address = &connectors.ParamSpec{Default: ptr.To(text("https://github.com"))}
		}, nil},
		{"empty default address", func(c *connectors.ConnectorSpec, class *connectors.ConnectorClassSpec) {
			c.Address = ""
			class.Address = &connectors.ParamSpec{Default: ptr.To(text(""))}
		}, one("spec.address: Required value", "declares no default")},
		{"address not in enum", func(_ *connectors.ConnectorSpec, class *connectors.ConnectorClassSpec) {
			class.Address = &connectors.ParamSpec{Enum: []string{"https://gitlab.com", "https://gitea.com"}}
		}, one(`spec.address: Unsupported value: "https://github.com"`, `"https://gitlab.com", "https://gitea.com"`)},
		{"address in enum", func(_ *connectors.ConnectorSpec, class *connectors.ConnectorClassSpec) {
			class.Address = &connectors.ParamSpec{Enum: []string{"https://github.com"}}
		}, nil},

		{"other scheme with a proxy", func(c *connectors.ConnectorSpec, class *connectors.ConnectorClassSpec) {
			c.Address, class.AuthProbes[0].Probe = "mysql://db:3306", connectors.Probe{}
		}, one("spec.address: Invalid value", "http or https, since ConnectorClass \"git\" has a proxy")},
		{"other scheme with an HTTP auth probe", func(c *connectors.ConnectorSpec, class *connectors.ConnectorClassSpec) {
			c.Address, class.Proxy = "mysql://db:3306", nil
		}, one("spec.address: Invalid value", "HTTP probe")},
		{"other scheme with an HTTP liveness probe", func(c *connectors.ConnectorSpec, class *connectors.ConnectorClassSpec) {
			c.Address, class.Proxy, class.AuthProbes[0].Probe = "mysql://db:3306", nil, connectors.Probe{}
			class.LivenessProbe = &connectors.Probe{HTTP: &connectors.HTTPProbe{Path: "/"}}
		}, one("spec.address: Invalid value", "HTTP probe")},
		{"other scheme of a database's class", func(c *connectors.ConnectorSpec, class *connectors.ConnectorClassSpec) {
			c.Address, class.Proxy, class.AuthProbes[0].Probe = "mysql://db:3306", nil, connectors.Probe{}
			class.LivenessProbe = &connectors.Probe{API: &connectors.APIProbe{}}
		}, nil},

		{"unknown extension", func(c *connectors.ConnectorSpec, _ *connectors.ConnectorClassSpec) {
			c.AddressExtensions = append(c.AddressExtensions, param("raw", text("https://raw")))
		}, one(`spec.addressExtensions[1].name: Unsupported value: "raw"`, `supported values: "api"`)},
		{"extension of a class without", func(_ *connectors.ConnectorSpec, class *connectors.ConnectorClassSpec) { class.AddressExtensions = nil },
			one("spec.addressExtensions[0].name: Forbidden", `ConnectorClass "git" declares no addressExtensions`)},
		{"missing extension", func(c *connectors.ConnectorSpec, _ *connectors.ConnectorClassSpec) { c.AddressExtensions = nil },
			one("spec.addressExtensions: Required value", `give "api"`)},
		{"default extension", func(c *connectors.ConnectorSpec, class *connectors.ConnectorClassSpec) {
			c.AddressExtensions = nil
			class.AddressExtensions[0].Default = ptr.To(text("https://api.github.com"))
		}, nil},
		{"extension that may be left out", func(c *connectors.ConnectorSpec, class *connectors.ConnectorClassSpec) {
			c.AddressExtensions = nil
			class.AddressExtensions[0].Default = ptr.To(text(""))
		}, nil},
		{"extension is the default address", func(c *connectors.ConnectorSpec, class *connectors.ConnectorClassSpec) {
			c.Address = ""
			class.Address = &connectors.ParamSpec{Default: ptr.To(text("https://API.github.com/"))}
		}, one("spec.addressExtensions[0].value: Invalid value", "default address")},

		{"unknown param", func(c *connectors.ConnectorSpec, _ *connectors.ConnectorClassSpec) { c.Params[0].Name = "sslverify" },
			one(`spec.params[0].name: Unsupported value: "sslverify"`, `"sslVerify", "hosts", "map"`)},
		{"param of a class without", func(c *connectors.ConnectorSpec, class *connectors.ConnectorClassSpec) {
			c.Params, class.Params = c.Params[:1], nil
		}, one("spec.params[0].name: Forbidden", "declares no params")},
		{"missing param", func(c *connectors.ConnectorSpec, class *connectors.ConnectorClassSpec) {
			c.Params, class.Params[0].Default = nil, nil
		}, one("spec.params: Required value", `give "sslVerify"`)},
		{"list for a string", func(c *connectors.ConnectorSpec, _ *connectors.ConnectorClassSpec) { c.Params[0].Value = list("true") },
			one(`spec.params[0].value: Invalid value: "[\"true\"]"`, "must be a string, as declared")},
		{"string where nothing is declared", func(c *connectors.ConnectorSpec, class *connectors.ConnectorClassSpec) { class.Params[0].Type = "" }, nil},
		{"string for a list", func(c *connectors.ConnectorSpec, _ *connectors.ConnectorClassSpec) { c.Params[1].Value = text("a") },
			one("spec.params[1].value: Invalid value", "must be a list of strings, as declared")},
		{"string for a map", func(c *connectors.ConnectorSpec, _ *connectors.ConnectorClassSpec) { c.Params[2].Value = text("a") },
			one("spec.params[2].value: Invalid value", "must be a map of strings, as declared")},
		{"not in enum", func(c *connectors.ConnectorSpec, _ *connectors.ConnectorClassSpec) { c.Params[0].Value = text("yes") },
			one(`spec.params[0].value: Unsupported value: "yes"`, `"true", "false"`)},
		{"item not in enum", func(c *connectors.ConnectorSpec, _ *connectors.ConnectorClassSpec) {
			c.Params[1].Value = list("a", "c")
		},
			one(`spec.params[1].value[1]: Unsupported value: "c"`, `"a", "b"`)},
		{"other key", func(c *connectors.ConnectorSpec, _ *connectors.ConnectorClassSpec) {
			c.Params[2].Value = object("k", "", "l", "")
		}, one(`spec.params[2].value: Unsupported value: "l"`, `"k"`)},
		{"missing key", func(c *connectors.ConnectorSpec, _ *connectors.ConnectorClassSpec) { c.Params[2].Value = object() },
			one("spec.params[2].value[k]: Required value", "")},

		{"unknown auth", func(c *connectors.ConnectorSpec, _ *connectors.ConnectorClassSpec) { c.Auth.Name = "basic-auth" },
			one(`spec.auth.name: Unsupported value: "basic-auth"`, `"basicAuth", "anonymous"`)},
		{"Secret without auth name", func(c *connectors.ConnectorSpec, _ *connectors.ConnectorClassSpec) { c.Auth.Name = "" },
			one("spec.auth.name: Required value", `"basicAuth", "anonymous"`)},
		{"no Secret", func(c *connectors.ConnectorSpec, _ *connectors.ConnectorClassSpec) { c.Auth.SecretRef = nil },
			one("spec.auth.secretRef: Required value", `"basicAuth" of ConnectorClass "git" is not optional`)},
		{"optional without Secret", func(c *connectors.ConnectorSpec, _ *connectors.ConnectorClassSpec) {
			c.Auth = &connectors.ConnectorAuth{Name: "anonymous"}
		}, nil},
		{"no auth where a type is optional", func(c *connectors.ConnectorSpec, _ *connectors.ConnectorClassSpec) { c.Auth = nil }, nil},
		{"no auth where none is optional", func(c *connectors.ConnectorSpec, class *connectors.ConnectorClassSpec) {
			c.Auth, class.Auth.Types[1].Optional = nil, ptr.To(false)
		}, one("spec.auth: Required value", `"basicAuth", "anonymous"`)},
		{"empty auth where none is optional", func(c *connectors.ConnectorSpec, class *connectors.ConnectorClassSpec) {
			c.Auth, class.Auth.Types[1].Optional = &connectors.ConnectorAuth{}, nil
		}, one("spec.auth: Required value", `"basicAuth", "anonymous"`)},
		{"auth of a class without", func(_ *connectors.ConnectorSpec, class *connectors.ConnectorClassSpec) {
			class.Auth, class.AuthProbes = nil, nil
		}, one("spec.auth: Forbidden", "declares no auth types")},
		{"no auth, class without", func(c *connectors.ConnectorSpec, class *connectors.ConnectorClassSpec) {
			c.Auth, class.Auth, class.AuthProbes = nil, nil, nil
		}, nil},
		{"missing auth param", func(c *connectors.ConnectorSpec, _ *connectors.ConnectorClassSpec) { c.Auth.Params = nil },
			one("spec.auth.params: Required value", `give "repository"; the auth probe of "basicAuth" in ConnectorClass "git"`)},
		{"missing auth param, without a Secret", func(c *connectors.ConnectorSpec, class *connectors.ConnectorClassSpec) {
			c.Auth = &connectors.ConnectorAuth{Name: "basicAuth"}
			class.Auth.Types[0].Optional = ptr.To(true)
		}, one("spec.auth.params: Required value", `give "repository"`)},
		{"unknown auth param", func(c *connectors.ConnectorSpec, _ *connectors.ConnectorClassSpec) {
			c.Auth.Params = append(c.Auth.Params, param("repo", text("x")))
		}, one(`spec.auth.params[1].name: Unsupported value: "repo"`, `"repository", "branch"`)},
		{"auth param of a type without probe", func(c *connectors.ConnectorSpec, _ *connectors.ConnectorClassSpec) { c.Auth.Name = "anonymous" },
			one("spec.auth.params[0].name: Forbidden", "declares no params of an auth probe")},
		{"auth param of the wrong type", func(c *connectors.ConnectorSpec, _ *connectors.ConnectorClassSpec) { c.Auth.Params[0].Value = list() },
			one("spec.auth.params[0].value: Invalid value", "must be a string")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, class := goodConnector(), gitClass()
			tt.change(&c.Spec, &class.Spec)
			expect(t, ValidateConnectorAgainstClass(c, class), tt.want)
		})
	}
}
