// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package git_test

import (
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"sigs.k8s.io/yaml"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/classapi/git"
	"connectors.alauda.io/pkg/openapi"
)

func readAPI(t *testing.T, name string) *v1alpha1.ConnectorClassAPI {
	t.Helper()
	text, err := os.ReadFile("../../../artifacts/classes/" + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	class := &v1alpha1.ConnectorClass{}
	if err := yaml.UnmarshalStrict(text, class); err != nil {
		t.Fatal(err)
	}
	if class.Spec.API == nil || class.Spec.API.OpenAPI == nil {
		t.Fatalf("class %s describes no API", name)
	}
	return class.Spec.API
}

// What the classes say of this class API is what it does.
func TestDescriptionOfTheClasses(t *testing.T) {
	first := readAPI(t, "git")
	for _, name := range []string{"git", "github", "gitlab"} {
		t.Run(name, func(t *testing.T) {
			api := readAPI(t, name)
			if string(api.OpenAPI.Raw) != string(first.OpenAPI.Raw) || *api.Ref != *first.Ref {
				t.Error("it is not described as in class git")
			}
			compiled, err := openapi.Compile(api.OpenAPI.Raw)
			if err != nil {
				t.Fatal(err)
			}
			for _, endpoint := range git.Endpoints() {
				operation, err := compiled.Find(http.MethodGet, endpoint.Path)
				if err != nil || operation == nil || operation.Provider != openapi.ProviderAPI || operation.Address != "" {
					t.Errorf("%s goes to %+v, error %v", endpoint.Path, operation, err)
				}
			}
			if operation, err := compiled.Find(http.MethodGet, "/team/app.git/info/refs"); err != nil || operation != nil {
				t.Errorf("a path of the server goes to %+v, error %v", operation, err)
			}
		})
	}
}

func TestParametersOfTheDescription(t *testing.T) {
	described := load(t)
	if described.Paths.Len() != len(git.Endpoints()) {
		t.Errorf("paths %v", described.Paths.InMatchingOrder())
	}
	for _, endpoint := range git.Endpoints() {
		var names []string
		for _, parameter := range described.Paths.Find(endpoint.Path).Get.Parameters {
			names = append(names, parameter.Value.Name)
		}
		slices.Sort(names)
		if want := slices.Sorted(slices.Values(endpoint.Parameters)); !slices.Equal(names, want) {
			t.Errorf("%s has the parameters %v, described are %v", endpoint.Path, want, names)
		}
	}
}

// Answers are as they are described.
func TestAnswersOfTheDescription(t *testing.T) {
	described := load(t)
	upstream := startGit(t)
	upstream.fill()
	opened := open(t, withPassword(upstream.server.URL()))
	for _, endpoint := range git.Endpoints() {
		text, err := ask(t, opened, endpoint.Path, "repository="+repository)
		if err != nil {
			t.Fatal(err)
		}
		var answer any
		if err := json.NewDecoder(strings.NewReader(text)).Decode(&answer); err != nil {
			t.Fatal(err)
		}
		response := described.Paths.Find(endpoint.Path).Get.Responses.Status(http.StatusOK).Value
		if err := response.Content.Get("application/json").Schema.Value.VisitJSON(answer); err != nil {
			t.Errorf("%s: %v", endpoint.Path, err)
		}
	}
}

func load(t *testing.T) *openapi3.T {
	t.Helper()
	described, err := openapi3.NewLoader().LoadFromData(readAPI(t, "git").OpenAPI.Raw)
	if err != nil {
		t.Fatal(err)
	}
	return described
}
