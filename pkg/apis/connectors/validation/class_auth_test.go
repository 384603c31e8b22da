// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"strings"
	"testing"

	"k8s.io/utils/ptr"

	"connectors.alauda.io/pkg/apis/connectors"
)

func TestValidateAuthTypes(t *testing.T) {
	change := func(change func(*connectors.AuthType)) func(*connectors.ConnectorClassSpec) {
		return func(s *connectors.ConnectorClassSpec) { change(&s.Auth.Types[1]) }
	}
	header := func(name, value string) func(*connectors.ConnectorClassSpec) {
		return func(s *connectors.ConnectorClassSpec) {
			s.Auth.Types[0].Inject = &connectors.Inject{Headers: []connectors.InjectedValue{{Name: "A", Value: "a"}, {Name: name, Value: value}}}
		}
	}
	query := func(name, value string) func(*connectors.ConnectorClassSpec) {
		return func(s *connectors.ConnectorClassSpec) {
			s.Auth.Types[0].Inject = &connectors.Inject{Query: []connectors.InjectedValue{{Name: name, Value: value}}}
		}
	}
	const headers, queries = "spec.auth.types[0].inject.headers[1]", "spec.auth.types[0].inject.query[0]"
	runClassCases(t, []classCase{
		{"no name", func(s *connectors.ConnectorClassSpec) { s.Auth.Types = append(s.Auth.Types, connectors.AuthType{}) }, one("spec.auth.types[2].name: Required value", "auth type")},
		{"twice", func(s *connectors.ConnectorClassSpec) {
			s.Auth.Types = append(s.Auth.Types, connectors.AuthType{Name: "token"})
		}, one(`spec.auth.types[2].name: Duplicate value: "token"`, "")},
		{"own Secret type", change(func(a *connectors.AuthType) { a.SecretType = "example.com/own" }), nil},
		{"Secret type with line break", change(func(a *connectors.AuthType) { a.SecretType = "a\nb" }), one("spec.auth.types[1].secretType: Invalid value", "control")},
		{"long Secret type", change(func(a *connectors.AuthType) { a.SecretType = strings.Repeat("a", 254) }), one("spec.auth.types[1].secretType: Too long", "")},
		{"param twice", change(func(a *connectors.AuthType) { a.Params = []connectors.ParamSpec{{Name: "a"}, {Name: "a"}} }), one("spec.auth.types[1].params[1].name: Duplicate value", "")},
		{"rego", change(func(a *connectors.AuthType) { a.Generator = &connectors.RegoScript{Rego: "package proxy"} }), one("spec.auth.types[1].generator.rego: Forbidden", "unsupported, use inject")},
		{"inject nothing", change(func(a *connectors.AuthType) { a.Inject = &connectors.Inject{} }), nil},
		{"optional", change(func(a *connectors.AuthType) { a.Optional = ptr.To(false) }), nil},

		{"header without name", header("", "x"), one(headers+".name: Required value", "Authorization")},
		{"header name", header("X Y", "x"), one(headers+".name: Invalid value", "HTTP header")},
		{"header name with line break", header("X\r\nY", "x"), one(headers+".name: Invalid value", "HTTP header")},
		{"header twice", header("a", "x"), one(headers+`.name: Duplicate value: "A"`, "")},
		{"hop by hop", header("connection", "x"), one(headers+".name: Invalid value", "belongs to the connection")},
		{"Host", header("Host", "x"), one(headers+".name: Invalid value", "says where the request goes")},
		{"Content-Length", header("Content-Length", "x"), one(headers+".name: Invalid value", "")},
		{"Transfer_Encoding", header("Transfer_Encoding", "x"), one(headers+".name: Invalid value", "")},
		{"Transfer-Encoding", header("Transfer-Encoding", "x"), one(headers+".name: Invalid value", "")},
		{"no value", header("X", ""), one(headers+".value: Required value", ".Secret.StringData.token")},
		{"value does not compile", header("X", "Bearer {{ .Secret.token"), one(headers+`.value: Invalid value: "Bearer {{ .Secret.token"`, "line 1, column 8")},
		{"unknown function", header("X", "{{ genPrivateKey }}"), one(headers+".value: Invalid value", "line 1")},
		{"line break at the end", header("X", "Bearer {{ .Secret.StringData.token }}\n"), nil},
		{"long value", header("X", strings.Repeat("x", maxTemplateBytes+1)), one(headers+".value: Too long", "65536")},
		{"query without name", query("", "x"), one(queries+".name: Required value", "access_token")},
		{"query name", query("a\nb", "x"), one(queries+".name: Invalid value", "control")},
		{"long query name", query(strings.Repeat("a", 254), "x"), one(queries+".name: Too long", "")},
		{"query value does not compile", query("a", "{{ end }}"), one(queries+".value: Invalid value", "line 1")},
		{"too many headers", func(s *connectors.ConnectorClassSpec) {
			s.Auth.Types[1].Inject.Headers = make([]connectors.InjectedValue, maxInjected+1)
		}, append(one("spec.auth.types[1].inject.headers: Too many", "64"), repeated("spec.auth.types[1].inject.headers", 2*(maxInjected+1))...)},
	})
}
