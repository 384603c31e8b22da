// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"sigs.k8s.io/yaml"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/classapi/oci"
	"connectors.alauda.io/pkg/openapi"
)

func classAPI(t *testing.T, class string) *v1alpha1.ConnectorClassAPI {
	t.Helper()
	text, err := os.ReadFile("../../../artifacts/classes/" + class + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var read v1alpha1.ConnectorClass
	if err := yaml.UnmarshalStrict(text, &read); err != nil {
		t.Fatal(err)
	}
	if read.Spec.API == nil || read.Spec.API.OpenAPI == nil {
		t.Fatalf("class %s has no api with openapi", class)
	}
	return read.Spec.API
}

// described is what class oci says of this class API.
func described(t *testing.T) *openapi3.T {
	t.Helper()
	document, err := openapi3.NewLoader().LoadFromData(classAPI(t, "oci").OpenAPI.Raw)
	if err != nil {
		t.Fatal(err)
	}
	return document
}

func TestClassesLeadHere(t *testing.T) {
	for _, class := range []string{"oci", "harbor"} {
		t.Run(class, func(t *testing.T) {
			api := classAPI(t, class)
			if !bytes.Equal(api.OpenAPI.Raw, classAPI(t, "oci").OpenAPI.Raw) {
				t.Error("it is described in another way than in class oci")
			}
			compiled, err := openapi.Compile(api.OpenAPI.Raw)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range oci.Endpoints() {
				found, err := compiled.Find(http.MethodGet, e.Path)
				if err != nil || found == nil || found.Provider != openapi.ProviderAPI || found.Address != "" {
					t.Errorf("%s: %+v, %v", e.Path, found, err)
				}
			}
			for _, path := range []string{"/api/v2.0/projects", "/v2/library/app/tags/list", "/oci"} {
				if found, err := compiled.Find(http.MethodGet, path); err != nil || found != nil {
					t.Errorf("%s: %+v, %v, want it to be the registry's", path, found, err)
				}
			}
		})
	}
}

func TestDescribedParameters(t *testing.T) {
	document := described(t)
	if got, want := document.Paths.Len(), len(oci.Endpoints()); got != want {
		t.Errorf("%d paths are described, want %d", got, want)
	}
	for _, e := range oci.Endpoints() {
		var names []string
		for _, parameter := range document.Paths.Find(e.Path).Get.Parameters {
			names = append(names, parameter.Value.Name)
		}
		slices.Sort(names)
		if want := slices.Sorted(slices.Values(e.Parameters)); !slices.Equal(names, want) {
			t.Errorf("%s is described with %v, and has %v", e.Path, names, want)
		}
	}
}

// TestDescribedAnswers holds answers of all kinds against their schemas. No field may be there that is not described.
func TestDescribedAnswers(t *testing.T) {
	i := newImages(t)
	on := v1.Platform{OS: "windows", Architecture: "arm64", Variant: "v8", OSVersion: "10.0.1"}
	image := i.ociImage(on)
	i.push("image", image)
	i.pushIndex("index", mutate.AppendManifests(empty.Index, mutate.IndexAddendum{Add: image, Descriptor: v1.Descriptor{Platform: &on}}))
	document := described(t)
	for path, queries := range map[string][]string{
		repositoriesPath: {"", "search=none"},
		tagsPath:         {"repository=library/app"},
		manifestPath:     {"repository=library/app&reference=image", "repository=library/app&reference=index"},
	} {
		schema := document.Paths.Find(path).Get.Responses.Status(http.StatusOK).Value.Content.Get("application/json").Schema.Value
		for _, query := range queries {
			answer, err := ask(t.Context(), t, open(t, anonymous(i.base)), path, query)
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(answer)
			if err != nil {
				t.Fatal(err)
			}
			var value map[string]any
			if err := json.Unmarshal(text, &value); err != nil {
				t.Fatal(err)
			}
			if err := schema.VisitJSON(value); err != nil {
				t.Errorf("%s?%s: %v", path, query, err)
			}
			for field := range value {
				if schema.Properties[field] == nil {
					t.Errorf("%s?%s: field %s is not described", path, query, field)
				}
			}
		}
	}
}
