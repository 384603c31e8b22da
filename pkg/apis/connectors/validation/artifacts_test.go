// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/yaml"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/apis/connectors/install"
	"connectors.alauda.io/pkg/apis/connectors/validation"
)

const artifacts = "../../../../artifacts"

func newDecoder(t *testing.T) runtime.Decoder {
	t.Helper()
	scheme := runtime.NewScheme()
	if err := install.Install(scheme); err != nil {
		t.Fatal(err)
	}
	return serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDecoder(connectors.SchemeGroupVersion)
}

// objects reads the objects of this API group out of YAML; those of others are left out.
func objects(t *testing.T, text []byte) []runtime.Object {
	t.Helper()
	decoder := newDecoder(t)
	reader := yaml.NewDocumentDecoder(io.NopCloser(bytes.NewReader(text)))
	var list []runtime.Object
	for buffer := make([]byte, 1<<20); ; {
		n, err := reader.Read(buffer)
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		obj, err := runtime.Decode(decoder, buffer[:n])
		switch {
		case runtime.IsNotRegisteredError(err):
		case err != nil:
			t.Fatalf("%v in\n%s", err, buffer[:n])
		default:
			list = append(list, obj)
		}
	}
}

func filesOf(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(artifacts, folder, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in %s: %v", folder, err)
	}
	return files
}

// shippedClasses are those of artifacts/classes and artifacts/examples, by name.
func shippedClasses(t *testing.T) map[string]*connectors.ConnectorClass {
	t.Helper()
	classes := map[string]*connectors.ConnectorClass{}
	for _, file := range append(filesOf(t, "classes"), filesOf(t, "examples")...) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, obj := range objects(t, text) {
			if class, ok := obj.(*connectors.ConnectorClass); ok {
				classes[class.Name] = class
			}
		}
	}
	return classes
}

func TestShippedClassesAreAccepted(t *testing.T) {
	for name, class := range shippedClasses(t) {
		t.Run(name, func(t *testing.T) {
			for _, err := range validation.ValidateConnectorClass(class) {
				t.Error(err)
			}
		})
	}
}

func TestShippedConnectorsAreAccepted(t *testing.T) {
	classes := shippedClasses(t)
	for _, file := range filesOf(t, "examples") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, obj := range objects(t, text) {
			if c, ok := obj.(*connectors.Connector); ok {
				t.Run(filepath.Base(file)+" "+c.Name, func(t *testing.T) { expectAccepted(t, c, classes) })
			}
		}
	}
}

func expectAccepted(t *testing.T, c *connectors.Connector, classes map[string]*connectors.ConnectorClass) {
	t.Helper()
	for _, err := range validation.ValidateConnector(c) {
		t.Error(err)
	}
	class, ok := classes[c.Spec.ConnectorClassName]
	if !ok {
		t.Fatalf("there is no class %q", c.Spec.ConnectorClassName)
	}
	for _, err := range validation.ValidateConnectorAgainstClass(c, class) {
		t.Error(err)
	}
}

// TestUsualConnectorsFitTheShippedClasses has the forms in which people write Connectors of these classes.
func TestUsualConnectorsFitTheShippedClasses(t *testing.T) {
	const git = "connectorClassName: git\n  address: https://github.com\n"
	classes := shippedClasses(t)
	for _, tt := range []struct{ name, spec string }{
		{"git, no auth at all", git},
		{"git, no Secret", git + "  auth: {name: basic-auth}"},
		{"git, repository among the params", git + "  auth: {name: basic-auth}\n  params: [{name: repository, value: org/repo.git}]"},
		{"git, repository for the probe", git + "  auth: {name: basicAuth, secretRef: {name: s, namespace: team}, params: [{name: repository, value: a}]}"},
		{"git, path prefix", "connectorClassName: git\n  address: https://internal-tool.com/gitlab\n  auth: {name: basicAuth, secretRef: {name: s}}"},
		{"github, no auth at all", "connectorClassName: github\n  address: https://github.com\n  addressExtensions: [{name: api, value: \"https://api.github.com\"}]"},
		{"github", "connectorClassName: github\n  address: https://github.com\n  auth: {name: token, secretRef: {name: s}, params: [{name: repository, value: org/repo.git}]}"},
		{"gitlab, path prefix", "connectorClassName: gitlab\n  address: https://internal-tool.com/gitlab\n  auth: {name: token, secretRef: {name: s}}"},
		{"k8s, path prefix", "connectorClassName: k8s\n  address: https://192.168.1.100:6443/kubernetes/global\n  auth: {name: bearerTokenAuth, secretRef: {name: s}}"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := fmt.Sprintf("apiVersion: connectors.alauda.io/v1alpha1\nkind: Connector\nmetadata: {name: a, namespace: team}\nspec:\n  %s\n", tt.spec)
			for _, obj := range objects(t, []byte(text)) {
				if c, ok := obj.(*connectors.Connector); ok {
					expectAccepted(t, c, classes)
				}
			}
		})
	}
}
