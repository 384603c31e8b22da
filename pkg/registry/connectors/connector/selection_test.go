// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"testing"

	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apiserver/pkg/storage"

	"connectors.alauda.io/pkg/apis/connectors"
)

func TestMatch(t *testing.T) {
	for _, tt := range []struct {
		name, label, field string
		want               bool
	}{
		{"all", "", "", true},
		{"class", "", "spec.connectorClassName=git", true},
		{"other class", "", "spec.connectorClassName=k8s", false},
		{"not the other class", "", "spec.connectorClassName!=k8s", true},
		{"name and namespace", "", "metadata.name=git,metadata.namespace=team", true},
		{"other namespace", "", "metadata.namespace=other", false},
		{"label", "a=b", "spec.connectorClassName=git", true},
		{"other label", "a=c", "spec.connectorClassName=git", false},
		{"unknown field", "", "spec.address=https://github.com", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			label, err := labels.Parse(tt.label)
			if err != nil {
				t.Fatal(err)
			}
			selector, err := fields.ParseSelector(tt.field)
			if err != nil {
				t.Fatal(err)
			}
			predicate := Match(label, selector)
			if got, err := predicate.Matches(stored()); err != nil || got != tt.want {
				t.Errorf("got %t, %v", got, err)
			}
		})
	}
}

func TestIndexByClass(t *testing.T) {
	predicate := Match(labels.Everything(), fields.OneTermEqualSelector("spec.connectorClassName", "git"))
	values := predicate.MatcherIndex(t.Context())
	if len(values) != 1 || values[0].Value != "git" {
		t.Fatalf("a selector of a class asks the index for %v", values)
	}
	index, ok := (*Indexers())[storage.FieldIndex("spec.connectorClassName")]
	if !ok || values[0].IndexName != storage.FieldIndex("spec.connectorClassName") {
		t.Fatalf("no index %q", values[0].IndexName)
	}
	if keys, err := index(stored()); err != nil || len(keys) != 1 || keys[0] != "git" {
		t.Errorf("indexed under %v, %v", keys, err)
	}
	if got := Triggers()["spec.connectorClassName"](stored()); got != "git" {
		t.Errorf("watches of %q are woken", got)
	}
	if _, err := index(&connectors.ConnectorClass{}); err == nil {
		t.Error("a class was indexed")
	}
	if _, _, err := GetAttrs(&connectors.ConnectorClass{}); err == nil {
		t.Error("a class has attributes of a Connector")
	}
}
