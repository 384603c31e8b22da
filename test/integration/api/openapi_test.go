// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"k8s.io/kube-openapi/pkg/validation/spec"
)

// A schemas is the part of an OpenAPI v3 document that is looked at here.
type schemas struct {
	Components struct {
		Schemas map[string]*spec.Schema `json:"schemas"`
	} `json:"components"`
}

func TestOpenAPIv3DescribesEveryField(t *testing.T) {
	t.Parallel()
	for _, way := range stack.Ways(t) {
		t.Run(way.Name, func(t *testing.T) {
			t.Parallel()
			var document schemas
			got := send(t, way.Admin, "GET", "/openapi/v3"+groupPath, nil, nil)
			if err := json.Unmarshal(got.body, &document); err != nil {
				t.Fatalf("%v: %.300s", err, got.body)
			}
			for _, kind := range []string{"Connector", "ConnectorClass"} {
				root := findKind(t, document, kind)
				described := 0
				document.walk(root, kind, map[string]bool{}, func(path string, field *spec.Schema) {
					described++
					if strings.TrimSpace(field.Description) == "" {
						t.Errorf("%s has no description", path)
					}
				})
				if described < 20 {
					t.Errorf("only %d fields of %s were found", described, kind)
				}
			}
		})
	}
}

func findKind(t *testing.T, document schemas, kind string) *spec.Schema {
	t.Helper()
	for name, schema := range document.Components.Schemas {
		if strings.HasSuffix(name, ".v1alpha1."+kind) {
			return schema
		}
	}
	t.Fatalf("no schema of %s", kind)
	return nil
}

// walk visits each field below a schema, but the metadata and each definition once.
func (s schemas) walk(schema *spec.Schema, path string, seen map[string]bool, visit func(string, *spec.Schema)) {
	for _, ref := range references(schema) {
		if !seen[ref] && !strings.Contains(ref, "apimachinery") {
			seen[ref] = true
			s.walk(s.Components.Schemas[ref], path, seen, visit)
		}
	}
	for name := range schema.Properties {
		field := schema.Properties[name]
		visit(path+"."+name, &field)
		s.walk(&field, path+"."+name, seen, visit)
	}
	if schema.Items != nil && schema.Items.Schema != nil {
		s.walk(schema.Items.Schema, path+"[]", seen, visit)
	}
	if schema.AdditionalProperties != nil && schema.AdditionalProperties.Schema != nil {
		s.walk(schema.AdditionalProperties.Schema, path+"{}", seen, visit)
	}
}

func references(schema *spec.Schema) []string {
	var all []string
	add := func(one *spec.Schema) {
		if ref := one.Ref.String(); ref != "" {
			all = append(all, strings.TrimPrefix(ref, "#/components/schemas/"))
		}
	}
	add(schema)
	for i := range schema.AllOf {
		add(&schema.AllOf[i])
	}
	return all
}

func TestOpenAPIv2HasTheGroup(t *testing.T) {
	t.Parallel()
	for _, way := range stack.Ways(t) {
		t.Run(way.Name, func(t *testing.T) {
			t.Parallel()
			got := send(t, way.Admin, "GET", "/openapi/v2", map[string]string{"Accept": "application/json"}, nil)
			var document struct {
				Paths       map[string]any             `json:"paths"`
				Definitions map[string]json.RawMessage `json:"definitions"`
			}
			if err := json.Unmarshal(got.body, &document); err != nil {
				t.Fatalf("%v: %.300s", err, got.body)
			}
			for _, path := range []string{"/namespaces/{namespace}/connectors/{name}/status", "/connectorclasses/{name}"} {
				if document.Paths[groupPath+path] == nil {
					t.Errorf("path %s is missing", path)
				}
			}
			found := 0
			for name := range document.Definitions {
				if strings.HasSuffix(name, ".v1alpha1.Connector") {
					found++
				}
			}
			if found != 1 {
				t.Errorf("%d definitions of Connector", found)
			}
		})
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ field, want string }{
		{"connector", "KIND:       Connector"},
		{"connector.spec.address", "URL of the tool"},
		{"connector.spec.auth.secretRef.namespace", "namespace of the Connector"},
		{"connector.spec.params.value", "a list of strings or a map of strings"},
		{"connector.status.conditions.reason", "CamelCase"},
		{"connectorclass.spec.auth.types.inject.headers.value", "Go template"},
		{"connectorclass.spec.livenessProbe.http.response.cel", "Common Expression Language"},
		{"connectorclass.spec.configurations.data", "Go templates"},
	} {
		out := stack.Kubectl(t, "explain", test.field)
		if !strings.Contains(strings.Join(strings.Fields(out), " "), strings.Join(strings.Fields(test.want), " ")) {
			t.Errorf("kubectl explain %s does not say %q:\n%s", test.field, test.want, out)
		}
	}
	recursive := stack.Kubectl(t, "explain", "connectorclass", "--recursive")
	for _, field := range []string{"authProbes", "httpHeaders", "addressExtensions", "CACerts"} {
		if !strings.Contains(recursive, field+"\t") {
			t.Errorf("kubectl explain --recursive does not name %s:\n%s", field, fmt.Sprintf("%.2000s", recursive))
		}
	}
}
