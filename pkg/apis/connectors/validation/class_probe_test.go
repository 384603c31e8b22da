// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"strings"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors"
)

func TestValidateProbes(t *testing.T) {
	http := func(change func(*connectors.HTTPProbe)) func(*connectors.ConnectorClassSpec) {
		return func(s *connectors.ConnectorClassSpec) {
			probe := &connectors.HTTPProbe{Path: "/"}
			change(probe)
			s.LivenessProbe = &connectors.Probe{HTTP: probe}
		}
	}
	host := func(host string) func(*connectors.ConnectorClassSpec) {
		return http(func(p *connectors.HTTPProbe) { p.Host = host })
	}
	apiPath := func(path string) func(*connectors.ConnectorClassSpec) {
		return func(s *connectors.ConnectorClassSpec) {
			s.LivenessProbe = &connectors.Probe{API: &connectors.APIProbe{Path: path}}
		}
	}
	const at = "spec.livenessProbe.http."
	runClassCases(t, []classCase{
		{"neither", func(s *connectors.ConnectorClassSpec) { s.LivenessProbe = &connectors.Probe{} }, one("spec.livenessProbe: Required value", "one of http and api")},
		{"both", func(s *connectors.ConnectorClassSpec) { s.LivenessProbe.API = &connectors.APIProbe{} }, one("spec.livenessProbe.api: Forbidden", "not both")},
		{"api without spec.api", func(s *connectors.ConnectorClassSpec) { s.API = nil }, one("spec.authProbes[1].probe.api: Forbidden", "spec.api")},
		{"api without path", apiPath(""), nil},
		{"api with absolute URL", apiPath("https://evil.example/"), one("spec.livenessProbe.api.path: Invalid value", "path below")},
		{"api with other host", apiPath("//evil.example/"), one("spec.livenessProbe.api.path: Invalid value", "path below")},
		{"api leading out", apiPath("/a/../.."), one("spec.livenessProbe.api.path: Invalid value", "segments")},
		{"api path too long", apiPath("/" + strings.Repeat("a", maxURLBytes)), one("spec.livenessProbe.api.path: Too long", "")},

		{"no path", http(func(p *connectors.HTTPProbe) { p.Path = "" }), one(at+"path: Required value", "")},
		{"path does not compile", http(func(p *connectors.HTTPProbe) { p.Path = "/{{ if }}" }), one(at+"path: Invalid value", "line 1, column 2")},
		{"path with the line break of a block scalar", http(func(p *connectors.HTTPProbe) { p.Path = "/a\n" }), nil},
		{"method", http(func(p *connectors.HTTPProbe) { p.Method = "HEAD" }), one(at+`method: Unsupported value: "HEAD"`, `"GET", "POST"`)},
		{"scheme", http(func(p *connectors.HTTPProbe) { p.Scheme = "ftp" }), one(at+"scheme: Unsupported value", `"http", "https"`)},
		{"host with scheme", host("https://h"), one(at+"host: Invalid value", "optional port")},
		{"host with path", host("h/a"), one(at+"host: Invalid value", "optional port")},
		{"host with query", host("h?x"), one(at+"host: Invalid value", "no query")},
		{"host with password", host("u:" + canary + "@h"), one(at+"host: Invalid value", "no user name")},
		{"host with bad port", host("h:0"), one(at+"host: Invalid value", "65535")},
		{"IPv6 host", host("[::1]:80"), nil},
		{"header name", http(func(p *connectors.HTTPProbe) { p.HTTPHeaders = []connectors.HTTPHeader{{Name: "a b"}} }), one(at+"httpHeaders[0].name: Invalid value", "HTTP header")},
		{"Host header", http(func(p *connectors.HTTPProbe) { p.HTTPHeaders = []connectors.HTTPHeader{{Name: "host"}} }), one(at+"httpHeaders[0].name: Invalid value", "where the request goes")},
		{"header value", http(func(p *connectors.HTTPProbe) {
			p.HTTPHeaders = []connectors.HTTPHeader{{Name: "A", Value: "{{ nope }}"}}
		}), one(at+"httpHeaders[0].value: Invalid value", "line 1, column")},
		{"no expression", http(func(p *connectors.HTTPProbe) { p.Response = &connectors.ProbeResponse{} }), nil},
		{"expression does not compile", http(func(p *connectors.HTTPProbe) { p.Response = &connectors.ProbeResponse{CEL: "response.statusCode =="} }), one(at+"response.cel: Invalid value", "line 1, column 23")},
		{"expression is no condition", http(func(p *connectors.HTTPProbe) { p.Response = &connectors.ProbeResponse{CEL: "response.statusCode"} }), one(at+"response.cel: Invalid value", "bool")},
		{"damaged expression", http(func(p *connectors.HTTPProbe) { p.Response = &connectors.ProbeResponse{CEL: "'\xff' == ''"} }), one(at+"response.cel: Invalid value", "UTF-8")},

		{"no auth name", func(s *connectors.ConnectorClassSpec) { s.AuthProbes[0].AuthName = "" }, one("spec.authProbes[0].authName: Required value", "spec.auth.types")},
		{"unknown auth name", func(s *connectors.ConnectorClassSpec) { s.AuthProbes[0].AuthName = "x" }, one(`spec.authProbes[0].authName: Unsupported value: "x"`, `"basicAuth", "token"`)},
		{"auth name twice", func(s *connectors.ConnectorClassSpec) { s.AuthProbes[1].AuthName = "basicAuth" }, one("spec.authProbes[1].authName: Duplicate value", "")},
		{"auth probes without auth types", func(s *connectors.ConnectorClassSpec) {
			s.Auth, s.AuthProbes = nil, s.AuthProbes[:1]
		}, one("spec.authProbes[0].authName: Invalid value", "which has none")},
		{"no probe", func(s *connectors.ConnectorClassSpec) { s.AuthProbes[0].Probe = connectors.Probe{} }, one("spec.authProbes[0].probe: Required value", "one of http and api")},
		{"auth probe path", func(s *connectors.ConnectorClassSpec) { s.AuthProbes[0].Probe.HTTP.Path = "{{" }, one("spec.authProbes[0].probe.http.path: Invalid value", "line 1")},
		{"auth probe param twice", func(s *connectors.ConnectorClassSpec) {
			s.AuthProbes[0].Params = append(s.AuthProbes[0].Params, s.AuthProbes[0].Params[0])
		}, one("spec.authProbes[0].params[1].name: Duplicate value", "")},
	})
}
