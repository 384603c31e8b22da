// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"fmt"

	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/registry/generic"
	"k8s.io/apiserver/pkg/storage"
	"k8s.io/client-go/tools/cache"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// SelectableFields are the fields that field selectors may name.
func SelectableFields(c *connectors.Connector) fields.Set {
	return generic.AddObjectMetaFieldsSet(fields.Set{v1alpha1.ClassNameField: c.Spec.ConnectorClassName}, &c.ObjectMeta, true)
}

// GetAttrs gives labels and selectable fields.
func GetAttrs(obj runtime.Object) (labels.Set, fields.Set, error) {
	c, ok := obj.(*connectors.Connector)
	if !ok {
		return nil, nil, fmt.Errorf("a Connector is expected here, not a %T", obj)
	}
	return c.Labels, SelectableFields(c), nil
}

// Match selects Connectors by label and field; those of one class are found by the index of the watch cache.
func Match(label labels.Selector, field fields.Selector) storage.SelectionPredicate {
	return storage.SelectionPredicate{
		Label:       label,
		Field:       field,
		GetAttrs:    GetAttrs,
		IndexFields: []string{v1alpha1.ClassNameField},
	}
}

// Indexers is the index by class for lists from the watch cache.
func Indexers() *cache.Indexers {
	return &cache.Indexers{
		storage.FieldIndex(v1alpha1.ClassNameField): func(obj any) ([]string, error) {
			c, ok := obj.(*connectors.Connector)
			if !ok {
				return nil, fmt.Errorf("a Connector is expected here, not a %T", obj)
			}
			return []string{c.Spec.ConnectorClassName}, nil
		},
	}
}

// Triggers is the same index for watches: a watch of one class is not woken by events of the others.
func Triggers() storage.IndexerFuncs {
	return storage.IndexerFuncs{
		v1alpha1.ClassNameField: func(obj runtime.Object) string {
			if c, ok := obj.(*connectors.Connector); ok {
				return c.Spec.ConnectorClassName
			}
			return ""
		},
	}
}
