// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// goodClass uses every field that is supported.
func goodClass() *connectors.ConnectorClass {
	ref := func() *connectors.ObjectReference {
		return &connectors.ObjectReference{Kind: "Service", Namespace: "connectors-system", Name: "git-api", APIVersion: "v1", Address: "https"}
	}
	return &connectors.ConnectorClass{
		ObjectMeta: metav1.ObjectMeta{
			Name: "git", ResourceVersion: "1",
			Annotations: map[string]string{v1alpha1.ProxyResolverAnnotation: "path"},
		},
		Spec: connectors.ConnectorClassSpec{
			Address: &connectors.ParamSpec{
				Name: "address", Type: "string", Description: "where", Default: ptr.To(text("https://github.com")),
				Enum: []string{"https://github.com", "https://gitlab.com"},
			},
			AddressExtensions: []connectors.ParamSpec{{Name: "api", Default: ptr.To(text("https://api.github.com"))}, {Name: "raw"}},
			Params: []connectors.ParamSpec{
				{Name: "sslVerify", Type: "string", Default: ptr.To(text("true")), Enum: []string{"true", "false"}},
				{Name: "hosts", Type: "array", Default: ptr.To(list("a"))},
				{Name: "map", Type: "object", Properties: map[string]connectors.PropertySpec{"k": {Type: "string"}}, Default: ptr.To(object("k", "v"))},
			},
			Auth: &connectors.ConnectorClassAuth{Types: []connectors.AuthType{
				{
					Name: "basicAuth", DisplayName: "Basic", SecretType: "kubernetes.io/basic-auth", Optional: ptr.To(true),
					Params:    []connectors.ParamSpec{{Name: "username"}, {Name: ".dockerconfigjson"}},
					Generator: &connectors.RegoScript{},
				},
				{Name: "token", SecretType: "Opaque", Inject: &connectors.Inject{
					Headers: []connectors.InjectedValue{{Name: "Private-Token", Value: "{{ .Secret.StringData.token }}"}},
					Query:   []connectors.InjectedValue{{Name: "access_token", Value: "{{ .Secret.StringData.token | urlquery }}"}},
				}},
			}},
			LivenessProbe: &connectors.Probe{HTTP: &connectors.HTTPProbe{
				Path: "/{{ .Connector.Spec.Address }}", Method: "POST", Host: "status.example.com:8443", Scheme: "https",
				HTTPHeaders: []connectors.HTTPHeader{{Name: "Accept", Value: "a"}, {Name: "Accept", Value: "b"}, {Name: "X", Value: ""}},
				Response:    &connectors.ProbeResponse{CEL: "response.statusCode == 200"},
			}},
			AuthProbes: []connectors.AuthProbe{
				{AuthName: "basicAuth", Params: []connectors.ParamSpec{{Name: "repository"}}, Probe: connectors.Probe{HTTP: &connectors.HTTPProbe{Path: "/"}}},
				{AuthName: "token", Probe: connectors.Probe{API: &connectors.APIProbe{Path: "/check?deep=true"}}},
			},
			API: &connectors.ConnectorClassAPI{
				Ref: ref(), URI: "git/v1", CACerts: certificatePEM, Audience: "git",
				OpenAPI: &connectors.JSONValue{Raw: []byte(`{"openapi":"3.0.1"}`)}, Permissions: &connectors.RegoScript{},
			},
			Proxy: &connectors.ConnectorClassProxy{URI: "https://proxy.example.com/base", AuthExtractor: &connectors.RegoScript{}},
			Configurations: []connectors.Configuration{
				{Name: "gitconfig", Data: map[string]string{".gitconfig": "[http]\n\textraHeader = {{ .context.token }}\n"}, Params: []connectors.ParamSpec{{Name: "user"}}},
				{Name: "empty"},
			},
		},
	}
}

type classCase struct {
	name   string
	change func(*connectors.ConnectorClassSpec)
	want   []wanted
}

func runClassCases(t *testing.T, cases []classCase) {
	t.Helper()
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			c := goodClass()
			tt.change(&c.Spec)
			expect(t, ValidateConnectorClass(c), tt.want)
			c.Labels = map[string]string{"changed": "true"}
			expect(t, ValidateConnectorClassUpdate(c, goodClass()), tt.want)
		})
	}
}

func TestValidateConnectorClass(t *testing.T) {
	runClassCases(t, []classCase{
		{"all fields", func(*connectors.ConnectorClassSpec) {}, nil},
		{"nothing", func(s *connectors.ConnectorClassSpec) { *s = connectors.ConnectorClassSpec{} }, nil},
		{"address without a name", func(s *connectors.ConnectorClassSpec) { s.Address = &connectors.ParamSpec{Type: "string"} }, nil},
		{"too large", func(s *connectors.ConnectorClassSpec) {
			s.Configurations[0].Data["f"] = strings.Repeat("x", maxSpecBytes)
		}, one("spec: Too long", "1048576")},
		{"OpenAPI too large", func(s *connectors.ConnectorClassSpec) {
			s.API.OpenAPI.Raw = []byte(`"` + strings.Repeat("x", maxSpecBytes) + `"`)
		}, one("spec.api.openapi: Too long", "1048576")},
		{"OpenAPI and files too large", func(s *connectors.ConnectorClassSpec) {
			s.API.OpenAPI.Raw = []byte(`"` + strings.Repeat("x", maxSpecBytes/2) + `"`)
			s.Configurations[0].Data["f"] = strings.Repeat("x", maxSpecBytes/2)
		}, one("spec: Too long", "1048576")},
	})
}

func TestValidateConnectorClassMetadata(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*connectors.ConnectorClass)
		want   []wanted
	}{
		{"no name", func(c *connectors.ConnectorClass) { c.Name = "" }, one("metadata.name: Required value", "")},
		{"namespace", func(c *connectors.ConnectorClass) { c.Namespace = "a" }, one("metadata.namespace: Forbidden", "")},
		{"resolver host", func(c *connectors.ConnectorClass) { c.Annotations[v1alpha1.ProxyResolverAnnotation] = "host" }, nil},
		{"resolver empty", func(c *connectors.ConnectorClass) { c.Annotations[v1alpha1.ProxyResolverAnnotation] = "" }, nil},
		{"resolver unknown", func(c *connectors.ConnectorClass) { c.Annotations[v1alpha1.ProxyResolverAnnotation] = "dns" },
			one(`metadata.annotations[connectors.cpaas.io/proxy-resolver]: Unsupported value: "dns"`, `"host", "path"`)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := goodClass()
			tt.change(c)
			expect(t, ValidateConnectorClass(c), tt.want)
		})
	}
}

func TestValidateConnectorClassUpdate(t *testing.T) {
	t.Run("the name may not change", func(t *testing.T) {
		c := goodClass()
		c.Name = "other"
		expect(t, ValidateConnectorClassUpdate(c, goodClass()), one("metadata.name: Invalid value", "immutable"))
	})
	t.Run("a spec that was accepted once does not stop a finalizer", func(t *testing.T) {
		old := goodClass()
		old.Spec.AuthProbes[0].AuthName = "gone"
		c := old.DeepCopy()
		c.Finalizers = []string{"example.com/f"}
		expect(t, ValidateConnectorClassUpdate(c, old), nil)
	})
	t.Run("the resolver is asked about all the same", func(t *testing.T) {
		c := goodClass()
		c.Annotations[v1alpha1.ProxyResolverAnnotation] = "dns"
		expect(t, ValidateConnectorClassUpdate(c, goodClass()), one("metadata.annotations", "host"))
	})
}

func TestValidateConfigurations(t *testing.T) {
	file := func(name, content string) func(*connectors.ConnectorClassSpec) {
		return func(s *connectors.ConnectorClassSpec) { s.Configurations[0].Data = map[string]string{name: content} }
	}
	const data = "spec.configurations[0].data"
	runClassCases(t, []classCase{
		{"no name", func(s *connectors.ConnectorClassSpec) { s.Configurations[1].Name = "" }, one("spec.configurations[1].name: Required value", "")},
		{"comma", func(s *connectors.ConnectorClassSpec) { s.Configurations[1].Name = "a,b" }, one("spec.configurations[1].name: Invalid value", "letters")},
		{"twice", func(s *connectors.ConnectorClassSpec) { s.Configurations[1].Name = "gitconfig" }, one("spec.configurations[1].name: Duplicate value", "")},
		{"param twice", func(s *connectors.ConnectorClassSpec) {
			s.Configurations[0].Params = append(s.Configurations[0].Params, s.Configurations[0].Params[0])
		}, one("spec.configurations[0].params[1].name: Duplicate value", "")},
		{"file in a folder", file("a/b", ""), one(data+"[a/b]: Invalid value", "file name")},
		{"file is the folder", file(".", ""), one(data+"[.]: Invalid value", "file name")},
		{"file is the folder above", file("..", ""), one(data+"[..]: Invalid value", "file name")},
		{"file of the atomic writer", file("..data", ""), one(data+"[..data]: Invalid value", "file name")},
		{"file without name", file("", ""), one(data+"[]: Invalid value", "file name")},
		{"template", file("f", "a\nb {{ .x "), one(data+"[f]: Invalid value", "line 2, column 3")},
		{"unknown function", file("f", "{{ env \"HOME\" }}"), one(data+"[f]: Invalid value", "line 1, column")},
		{"damaged", file("f", "a\uFFFD"), one(data+"[f]: Invalid value", "UTF-8")},
		{"endless ranges compile", file("f", "{{ range until 1000 }}{{ range until 1000 }}x{{ end }}{{ end }}"), nil},
		{"long template in message", file("f", strings.Repeat("x", 5000)+"{{"), one(data+"[f]: Invalid value", "xxx…")},
	})
}
