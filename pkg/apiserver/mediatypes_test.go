// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package apiserver

import (
	"slices"
	"testing"

	"k8s.io/apimachinery/pkg/runtime"
)

func TestProtobufIsNotOffered(t *testing.T) {
	_, codecs, err := NewScheme()
	if err != nil {
		t.Fatal(err)
	}
	var offered []string
	for _, info := range (withoutProtobuf{codecs}).SupportedMediaTypes() {
		offered = append(offered, info.MediaType)
	}
	if want := []string{runtime.ContentTypeJSON, runtime.ContentTypeYAML}; !slices.Equal(offered, want) {
		t.Errorf("offered are %v, want %v", offered, want)
	}
}
