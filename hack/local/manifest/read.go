// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package manifest reads YAML manifests and applies them to a cluster.
package manifest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/yaml"
)

// Read returns the objects of the files, and of all *.yaml files of the directories in alphabetical order. Namespaces
// come first, for the others may lie in them.
func Read(paths ...string) ([]*unstructured.Unstructured, error) {
	var objects []*unstructured.Unstructured
	for _, path := range paths {
		files, err := expand(path)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			more, err := readFile(file)
			if err != nil {
				return nil, err
			}
			objects = append(objects, more...)
		}
	}
	slices.SortStableFunc(objects, func(a, b *unstructured.Unstructured) int { return rank(a) - rank(b) })
	return objects, nil
}

// Parse returns the objects of a text with YAML documents.
func Parse(text string) ([]*unstructured.Unstructured, error) { return decode(strings.NewReader(text)) }

func expand(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	files, err := filepath.Glob(filepath.Join(path, "*.yaml"))
	if err == nil && len(files) == 0 {
		return nil, fmt.Errorf("%s holds no *.yaml file", path)
	}
	return files, err
}

func readFile(file string) ([]*unstructured.Unstructured, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	objects, err := decode(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return objects, nil
}

// decode returns the objects of a stream of YAML documents. Empty documents are left out.
func decode(from io.Reader) ([]*unstructured.Unstructured, error) {
	const sniff = 4096
	decoder := yaml.NewYAMLOrJSONDecoder(from, sniff)
	var objects []*unstructured.Unstructured
	for number := 1; ; number++ {
		object := &unstructured.Unstructured{}
		err := decoder.Decode(&object.Object)
		if errors.Is(err, io.EOF) {
			return objects, nil
		}
		if err != nil {
			return nil, fmt.Errorf("document %d: %w", number, err)
		}
		if len(object.Object) == 0 {
			continue
		}
		if object.GetKind() == "" || object.GetAPIVersion() == "" || object.GetName() == "" {
			return nil, fmt.Errorf("document %d should have apiVersion, kind and metadata.name", number)
		}
		objects = append(objects, object)
	}
}

func rank(object *unstructured.Unstructured) int {
	if object.GetKind() == "Namespace" {
		return 0
	}
	return 1
}
