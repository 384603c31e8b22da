// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"fmt"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors"
)

func text(s string) connectors.ParamValue {
	return connectors.ParamValue{Type: connectors.ParamTypeString, StringVal: s}
}

func list(s ...string) connectors.ParamValue {
	return connectors.ParamValue{Type: connectors.ParamTypeArray, ArrayVal: s}
}

func object(pairs ...string) connectors.ParamValue {
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return connectors.ParamValue{Type: connectors.ParamTypeObject, ObjectVal: m}
}

func unsupported(json string) connectors.ParamValue {
	return connectors.ParamValue{Type: connectors.ParamTypeUnsupported, StringVal: json}
}

func param(name string, value connectors.ParamValue) connectors.Param {
	return connectors.Param{Name: name, Value: value}
}

// goodConnector uses every field.
func goodConnector() *connectors.Connector {
	return &connectors.Connector{
		ObjectMeta: metav1.ObjectMeta{Name: "git-github", Namespace: "team", ResourceVersion: "1"},
		Spec: connectors.ConnectorSpec{
			ConnectorClassName: "git",
			Address:            "https://github.com",
			AddressExtensions:  []connectors.Param{param("api", text("https://api.github.com"))},
			Auth: &connectors.ConnectorAuth{
				Name: "basicAuth",
				SecretRef: &connectors.SecretReference{
					Kind: "Secret", Namespace: "team", Name: "github-secret", UID: "1", APIVersion: "v1",
					ResourceVersion: "1", FieldPath: "data",
				},
				Params: []connectors.Param{param("repository", text("org/repo.git"))},
			},
			Params:          []connectors.Param{param("sslVerify", text("false")), param("hosts", list("a", "b")), param("map", object("k", "v"))},
			CACertSecretRef: &connectors.LocalSecretReference{Name: "github-ca"},
		},
	}
}

type connectorCase struct {
	name   string
	change func(*connectors.Connector)
	want   []wanted
}

func runConnectorCases(t *testing.T, cases []connectorCase) {
	t.Helper()
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			c := goodConnector()
			tt.change(c)
			expect(t, ValidateConnector(c), tt.want)
			c.Labels = map[string]string{"changed": "true"}
			if strings.HasPrefix(tt.name, "metadata") {
				return
			}
			expect(t, ValidateConnectorUpdate(c, goodConnector()), tt.want)
		})
	}
}

func TestValidateConnector(t *testing.T) {
	runConnectorCases(t, []connectorCase{
		{"all fields", func(*connectors.Connector) {}, nil},
		{"metadata: no name", func(c *connectors.Connector) { c.Name = "" }, one("metadata.name: Required value", "")},
		{"metadata: upper case name", func(c *connectors.Connector) { c.Name = "Git" }, one("metadata.name: Invalid value", "lower case")},
		{"metadata: no namespace", func(c *connectors.Connector) { c.Namespace, c.Spec.Auth = "", nil }, one("metadata.namespace: Required value", "")},
		{"least", func(c *connectors.Connector) {
			c.Spec = connectors.ConnectorSpec{ConnectorClassName: "git", Address: "https://github.com"}
		}, nil},
		{"empty auth", func(c *connectors.Connector) { c.Spec.Auth = &connectors.ConnectorAuth{} }, nil},
		{"no class", func(c *connectors.Connector) { c.Spec.ConnectorClassName = "" }, one("spec.connectorClassName: Required value", "such as git")},
		{"class name", func(c *connectors.Connector) { c.Spec.ConnectorClassName = "Git Hub" }, one(`spec.connectorClassName: Invalid value: "Git Hub"`, "lower case")},
		{"empty address is for the class", func(c *connectors.Connector) { c.Spec.Address = "" }, nil},
		{"other scheme is for the class", func(c *connectors.Connector) { c.Spec.Address = "mysql://db.example.com:3306/app" }, nil},
		{"CA without name", func(c *connectors.Connector) { c.Spec.CACertSecretRef.Name = "" }, one("spec.caCertSecretRef.name: Required value", "leave out")},
		{"CA name", func(c *connectors.Connector) { c.Spec.CACertSecretRef.Name = "a/b" }, one("spec.caCertSecretRef.name: Invalid value", "")},
		{"too large", func(c *connectors.Connector) {
			c.Spec.Params = nil
			for i := range 20 {
				c.Spec.Params = append(c.Spec.Params, param(fmt.Sprint("p", i), text(strings.Repeat("x", maxValueBytes))))
			}
		}, one("spec: Too long", "1048576 bytes")},
	})
}

func TestValidateConnectorExtensions(t *testing.T) {
	set := func(params ...connectors.Param) func(*connectors.Connector) {
		return func(c *connectors.Connector) { c.Spec.AddressExtensions = params }
	}
	const value = "spec.addressExtensions[0].value: "
	runConnectorCases(t, []connectorCase{
		{"two", set(param("api", text("https://api.github.com")), param("raw", text("http://raw.github.com:8080/x"))), nil},
		{"same host, other path", set(param("api", text("https://github.com/api"))), nil},
		{"twice", set(param("api", text("https://a")), param("api", text("https://b"))), one(`spec.addressExtensions[1].name: Duplicate value: "api"`, "")},
		{"no name", set(param("", text("https://a"))), one("spec.addressExtensions[0].name: Required value", "")},
		{"bad name", set(param("a b", text("https://a"))), one("spec.addressExtensions[0].name: Invalid value", "letters, digits")},
		{"no value", set(param("api", connectors.ParamValue{})), one(value+"Required value", "http or https URL")},
		{"empty value", set(param("api", text(""))), one(value+"Required value", "http or https URL")},
		{"list", set(param("api", list("https://a"))), one(value+"Invalid value", "must be the http or https URL")},
		{"number", set(param("api", unsupported("5"))), one(value+"Invalid value", "must be the http or https URL")},
		{"other scheme", set(param("api", text("mysql://a"))), one(value+"Invalid value", "http or https")},
		{"no URL", set(param("api", text("api.github.com"))), one(value+"Invalid value", "absolute URL")},
		{"the address", set(param("api", text("https://github.com"))), one(value+"Invalid value", "another place than spec.address")},
		{"the address, spelled otherwise", set(param("api", text("HTTPS://GitHub.com.:443/"))), one(value+"Invalid value", "another place than spec.address")},
		{"too many", func(c *connectors.Connector) {
			c.Spec.AddressExtensions = nil
			for i := range maxExtensions + 1 {
				c.Spec.AddressExtensions = append(c.Spec.AddressExtensions, param(fmt.Sprint("e", i), text("https://a")))
			}
		}, one("spec.addressExtensions: Too many: 65", "at most 64")},
	})
}

func TestValidateConnectorParams(t *testing.T) {
	set := func(params ...connectors.Param) func(*connectors.Connector) {
		return func(c *connectors.Connector) { c.Spec.Params = params }
	}
	const value = "spec.params[0].value"
	runConnectorCases(t, []connectorCase{
		{"none", set(), nil},
		{"empty string", set(param("a", text(""))), nil},
		{"all languages", set(param("a", text("größe 大小 🙂"))), nil},
		{"twice", set(param("a", text("1")), param("b", text("1")), param("a", text("2"))), one(`spec.params[2].name: Duplicate value: "a"`, "")},
		{"no name", set(param("", text("1"))), one("spec.params[0].name: Required value", "")},
		{"long name", set(param(strings.Repeat("n", 254), text("1"))), one("spec.params[0].name: Too long", "253")},
		{"dots", set(param("..", text("1"))), one("spec.params[0].name: Invalid value", "not of dots only")},
		{"no value", set(param("a", connectors.ParamValue{})), one(value+": Required value", "a string, a list of strings or a map of strings")},
		{"null", set(param("a", unsupported("null"))), one(value+`: Invalid value: "null"`, "must be a string, a list of strings or a map of strings")},
		{"number", set(param("a", unsupported("5"))), one(value+`: Invalid value: "5"`, "put quotes around numbers")},
		{"list with a number", set(param("a", unsupported(`["a",5]`))), one(value+": Invalid value", "must be a string, a list")},
		{"line break", set(param("a", text("x\ny"))), one(value+": Invalid value", "U+000A stands at byte 1")},
		{"carriage return", set(param("a", text("x\ry"))), one(value+": Invalid value", "U+000D")},
		{"tab", set(param("a", text("\t"))), one(value+": Invalid value", "U+0009 stands at byte 0")},
		{"NUL", set(param("a", text("x\x00"))), one(value+": Invalid value", "U+0000")},
		{"DEL", set(param("a", text("x\x7f"))), one(value+": Invalid value", "U+007F")},
		{"C1 control", set(param("a", text("x\u0085"))), one(value+": Invalid value", "U+0085")},
		{"not UTF-8", set(param("a", text("ab\xff"))), one(value+": Invalid value", "stands at byte 2")},
		{"mark of what was not UTF-8", set(param("a", text("ab\uFFFD"))), one(value+": Invalid value", "U+FFFD")},
		{"control character in a list", set(param("a", list("x", "y\n"))), one(value+"[1]: Invalid value", "control characters")},
		{"control character in a map", set(param("a", object("b", "\n", "c", "d"))), one(value+"[b]: Invalid value", "control characters")},
		{"key of a map", set(param("a", object("b c", "x"))), one(value+"[b c]: Invalid value", "letters, digits")},
		{"long value", set(param("a", text(strings.Repeat("x", maxValueBytes+1)))), one(value+": Too long", "65536 bytes")},
		{"long list", set(param("a", list(strings.Repeat("x", maxValueBytes), "y"))), one(value+": Too long", "65536 bytes")},
		{"too many", func(c *connectors.Connector) {
			c.Spec.Params = nil
			for i := range maxParams + 1 {
				c.Spec.Params = append(c.Spec.Params, param(fmt.Sprint("p", i), text("")))
			}
		}, one("spec.params: Too many: 257", "at most 256")},
	})
}

func TestValidateConnectorAuth(t *testing.T) {
	ref := func(change func(*connectors.SecretReference)) func(*connectors.Connector) {
		return func(c *connectors.Connector) { change(c.Spec.Auth.SecretRef) }
	}
	runConnectorCases(t, []connectorCase{
		{"without a Secret", func(c *connectors.Connector) { c.Spec.Auth.SecretRef = nil }, nil},
		{"least", ref(func(r *connectors.SecretReference) { *r = connectors.SecretReference{Name: "s"} }), nil},
		{"bad auth name", func(c *connectors.Connector) { c.Spec.Auth.Name = "basic auth" }, one("spec.auth.name: Invalid value", "letters, digits")},
		{"no name", ref(func(r *connectors.SecretReference) { r.Name = "" }), one("spec.auth.secretRef.name: Required value", "leave out secretRef")},
		{"bad name", ref(func(r *connectors.SecretReference) { r.Name = "../other" }), one("spec.auth.secretRef.name: Invalid value", "")},
		{"other namespace", ref(func(r *connectors.SecretReference) { r.Namespace = "kube-system" }), one(`spec.auth.secretRef.namespace: Invalid value: "kube-system"`, `must be "team"`)},
		{"other kind", ref(func(r *connectors.SecretReference) { r.Kind = "ConfigMap" }), one("spec.auth.secretRef.kind: Unsupported value", `"Secret"`)},
		{"other version", ref(func(r *connectors.SecretReference) { r.APIVersion = "v2" }), one("spec.auth.secretRef.apiVersion: Unsupported value", `"v1"`)},
		{"long field path", ref(func(r *connectors.SecretReference) { r.FieldPath = strings.Repeat("x", 254) }), one("spec.auth.secretRef.fieldPath: Too long", "")},
		{"param twice", func(c *connectors.Connector) { c.Spec.Auth.Params = append(c.Spec.Auth.Params, c.Spec.Auth.Params[0]) }, one("spec.auth.params[1].name: Duplicate value", "")},
		{"param with line break", func(c *connectors.Connector) { c.Spec.Auth.Params[0].Value = text("a\nb") }, one("spec.auth.params[0].value: Invalid value", "control")},
	})
}

func TestValidateConnectorUpdate(t *testing.T) {
	t.Run("the class may change", func(t *testing.T) {
		c := goodConnector()
		c.Spec.ConnectorClassName = "gitlab"
		expect(t, ValidateConnectorUpdate(c, goodConnector()), nil)
	})
	t.Run("the name may not", func(t *testing.T) {
		c := goodConnector()
		c.Name = "other"
		expect(t, ValidateConnectorUpdate(c, goodConnector()), one("metadata.name: Invalid value", "immutable"))
	})
	t.Run("a spec that was accepted once does not stop a finalizer", func(t *testing.T) {
		old := goodConnector()
		old.Spec.ConnectorClassName, old.Finalizers = "", []string{"example.com/f"}
		c := old.DeepCopy()
		c.Finalizers = nil
		expect(t, ValidateConnectorUpdate(c, old), nil)
	})
}

func TestValidateConnectorWithoutClass(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*connectors.ConnectorSpec)
		want   []wanted
	}{
		{"complete", func(*connectors.ConnectorSpec) {}, nil},
		{"no address", func(s *connectors.ConnectorSpec) { s.Address = "" }, one("spec.address: Required value", `ConnectorClass "git" does not exist`)},
		{"Secret without auth name", func(s *connectors.ConnectorSpec) { s.Auth.Name = "" }, one("spec.auth.name: Required value", "")},
		{"no auth", func(s *connectors.ConnectorSpec) { s.Auth = nil }, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := goodConnector()
			tt.change(&c.Spec)
			expect(t, ValidateConnectorWithoutClass(c), tt.want)
		})
	}
}
