// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"connectors.alauda.io/hack/local/manifest"
)

// A value takes the place of one that an example holds: where the tools are and what opens them is known only now.
type value struct {
	kind, name string
	path       []string
	text       string
}

// address is that of a Connector.
func address(connector, url string) value {
	return value{kind: "Connector", name: connector, path: []string{"spec", "address"}, text: url}
}

// content is that of one key of a Secret.
func content(secret, key, text string) value {
	return value{kind: "Secret", name: secret, path: []string{"stringData", key}, text: text}
}

// example returns the path of an example.
func (d *demo) example(name string) string {
	return filepath.Join(d.config.Root, "artifacts", "examples", name)
}

// fill writes a copy of an example with these values, and returns its path.
func (d *demo) fill(name string, values ...value) (string, error) {
	objects, err := manifest.Read(d.example(name))
	if err != nil {
		return "", err
	}
	for _, value := range values {
		if err := value.set(objects); err != nil {
			return "", fmt.Errorf("%s: %w", d.example(name), err)
		}
	}
	filled, err := encode(objects)
	if err != nil {
		return "", err
	}
	file := d.file(name)
	return file, os.WriteFile(file, filled, 0o600)
}

// set replaces the value in the object that has it.
func (v value) set(objects []*unstructured.Unstructured) error {
	for _, object := range objects {
		if object.GetKind() != v.kind || object.GetName() != v.name {
			continue
		}
		if _, found, err := unstructured.NestedString(object.Object, v.path...); err != nil || !found {
			return fmt.Errorf("%s %s should have the text %v (error %w)", v.kind, v.name, v.path, err)
		}
		return unstructured.SetNestedField(object.Object, v.text, v.path...)
	}
	return fmt.Errorf("there should be a %s %s", v.kind, v.name)
}

func encode(objects []*unstructured.Unstructured) ([]byte, error) {
	var documents [][]byte
	for _, object := range objects {
		document, err := yaml.Marshal(object.Object)
		if err != nil {
			return nil, err
		}
		documents = append(documents, document)
	}
	return bytes.Join(documents, []byte("---\n")), nil
}

// apply makes the objects of a file real, on the server: kubectl by itself would keep what is in a Secret in an
// annotation as well.
func (d *demo) apply(ctx context.Context, file string, flags ...string) error {
	_, err := d.tools.run(ctx, kubectl(append([]string{"apply", "--server-side", "-f", file}, flags...)...))
	return err
}
