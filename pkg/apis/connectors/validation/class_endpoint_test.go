// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"connectors.alauda.io/pkg/apis/connectors"
)

// certificatePEM is a self-signed certificate for tests, for nothing and nobody.
const certificatePEM = `-----BEGIN CERTIFICATE-----
MIIBdTCCARugAwIBAgIUKuDDp2c4S4BaZKbFec+a3Y1sTZ0wCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjIwMjExMTJaGA8yMTI2MTAyOTAyMTEx
MlowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABDAk
jd14vyimsT8vSHu925dJI93+ozLdCUe6PG63c7lU3vGA/KXawhurUq5sfQl0dB5a
+yWacaRmdB0OJnbzR9OjUzBRMB0GA1UdDgQWBBTtN8FT5e1NUg89zfDdtdFHrLM+
MjAfBgNVHSMEGDAWgBTtN8FT5e1NUg89zfDdtdFHrLM+MjAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0gAMEUCICnyK0LIruefqEVJMOC0+AYW1CWl0qOMssyW
YoIKMkKXAiEA1QTyAxh13kQWrg19q6sr4g2Rm3d29Mhr+S3OyCgCjzQ=
-----END CERTIFICATE-----
`

func TestValidateEndpoints(t *testing.T) {
	ref := func(change func(*connectors.ObjectReference)) func(*connectors.ConnectorClassSpec) {
		return func(s *connectors.ConnectorClassSpec) { change(s.API.Ref) }
	}
	uri := func(uri string) func(*connectors.ConnectorClassSpec) {
		return func(s *connectors.ConnectorClassSpec) { s.API.URI = uri }
	}
	runClassCases(t, []classCase{
		{"nowhere", func(s *connectors.ConnectorClassSpec) { s.API = &connectors.ConnectorClassAPI{} }, one("spec.api: Required value", "ref and uri")},
		{"proxy nowhere", func(s *connectors.ConnectorClassSpec) { s.Proxy = &connectors.ConnectorClassProxy{} }, one("spec.proxy: Required value", "ref and uri")},
		{"ref only", uri(""), nil},
		{"rooted path", uri("/git"), nil},
		{"absolute URL", uri("http://api.example.com:8080/git"), nil},
		{"URL of other scheme", uri("ftp://h"), one("spec.api.uri: Invalid value", "http or https")},
		{"URL with password", uri("https://u:" + canary + "@h"), one("spec.api.uri: Invalid value", "no user name")},
		{"other host", uri("//h/a"), one("spec.api.uri: Invalid value", "path below")},
		{"leading out", uri("../a"), one("spec.api.uri: Invalid value", "segments")},
		{"path without ref", func(s *connectors.ConnectorClassSpec) { s.API.Ref = nil }, one("spec.api.uri: Invalid value", "unless ref names a Service")},

		{"kind", ref(func(r *connectors.ObjectReference) { r.Kind = "Ingress" }), one("spec.api.ref.kind: Unsupported value", `"Service"`)},
		{"version", ref(func(r *connectors.ObjectReference) { r.APIVersion = "v2" }), one("spec.api.ref.apiVersion: Unsupported value", `"v1"`)},
		{"group", ref(func(r *connectors.ObjectReference) { r.Group = "apps" }), one("spec.api.ref.group: Invalid value", "empty")},
		{"no name", ref(func(r *connectors.ObjectReference) { r.Name = "" }), one("spec.api.ref.name: Required value", "")},
		{"name", ref(func(r *connectors.ObjectReference) { r.Name = "a.b" }), one("spec.api.ref.name: Invalid value", "")},
		{"no namespace", ref(func(r *connectors.ObjectReference) { r.Namespace = "" }), nil},
		{"long address", ref(func(r *connectors.ObjectReference) { r.Address = strings.Repeat("a", 254) }), one("spec.api.ref.address: Too long", "")},

		{"permissions", func(s *connectors.ConnectorClassSpec) { s.API.Permissions.Rego = "package permissions" }, one("spec.api.permissions.rego: Forbidden", "unsupported, use inject")},
		{"extractor", func(s *connectors.ConnectorClassSpec) { s.Proxy.AuthExtractor.Rego = "package proxy" }, one("spec.proxy.authExtractor.rego: Forbidden", "unsupported, use inject")},
		{"audience", func(s *connectors.ConnectorClassSpec) { s.API.Audience = "a\nb" }, one("spec.api.audience: Invalid value", "control")},
		{"long audience", func(s *connectors.ConnectorClassSpec) { s.Proxy.Audience = strings.Repeat("a", maxURLBytes+1) }, one("spec.proxy.audience: Too long", "")},
		{"certificates of the proxy", func(s *connectors.ConnectorClassSpec) { s.Proxy.CACerts = "x" }, one("spec.proxy.CACerts: Invalid value", "PEM")},
	})
}

func TestValidateCertificates(t *testing.T) {
	for _, tt := range []struct{ name, text, says string }{
		{"none", "", ""},
		{"one", certificatePEM, ""},
		{"two, with text between", certificatePEM + "# another\n" + certificatePEM, ""},
		{"no PEM", "x", "0 of 0 blocks"},
		{"broken block", certificatePEM + strings.Replace(certificatePEM, "-----END", "----END", 1), "1 of 2 blocks"},
		{"private key", "-----BEGIN PRIVATE KEY-----\nYWJj\n-----END PRIVATE KEY-----\n", "block 1 is a PRIVATE KEY"},
		{"no certificate inside", "-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----\n", "block 1"},
		{"too long", strings.Repeat(certificatePEM, 1+maxCertificateBytes/len(certificatePEM)), "Too long"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			errs := validateCertificates(tt.text, field.NewPath("CACerts"))
			if tt.says == "" {
				expect(t, errs, nil)
				return
			}
			expect(t, errs, one("CACerts: ", tt.says))
		})
	}
}
