// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package connectorclass holds the rules by which ConnectorClasses are created, changed and printed.
package connectorclass

import (
	"context"
	"fmt"

	apiequality "k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/storage/names"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/apis/connectors/validation"
)

var (
	_ rest.RESTCreateUpdateStrategy = Strategy{}
	_ rest.RESTDeleteStrategy       = Strategy{}
	_ rest.ResetFieldsStrategy      = Strategy{}
)

// Strategy is how ConnectorClasses are created, changed and deleted. What only the caller's rights can
// decide is left to admission.
type Strategy struct {
	runtime.ObjectTyper
	names.NameGenerator
}

// NewStrategy gives the Strategy for a scheme that knows the API group.
func NewStrategy(typer runtime.ObjectTyper) Strategy {
	return Strategy{ObjectTyper: typer, NameGenerator: names.SimpleNameGenerator}
}

// NamespaceScoped implements rest.RESTCreateStrategy.
func (Strategy) NamespaceScoped() bool { return false }

// AllowCreateOnUpdate is false, as for built-in resources: server-side apply creates all the same.
func (Strategy) AllowCreateOnUpdate() bool { return false }

// AllowUnconditionalUpdate is true, as for built-in resources: an update without a resourceVersion asks for it.
func (Strategy) AllowUnconditionalUpdate() bool { return true }

// GetResetFields names what users cannot set: the status.
func (Strategy) GetResetFields() map[fieldpath.APIVersion]*fieldpath.Set {
	return map[fieldpath.APIVersion]*fieldpath.Set{
		fieldpath.APIVersion(v1alpha1.SchemeGroupVersion.String()): fieldpath.NewSet(fieldpath.MakePathOrDie("status")),
	}
}

// PrepareForCreate drops the status: it is for the system to write.
func (Strategy) PrepareForCreate(_ context.Context, obj runtime.Object) {
	if c, ok := obj.(*connectors.ConnectorClass); ok {
		c.Status = connectors.ConnectorClassStatus{}
		c.Generation = 1
	}
}

// PrepareForUpdate keeps the status, and counts changes of the spec.
func (Strategy) PrepareForUpdate(_ context.Context, obj, old runtime.Object) {
	c, before, errs := pair(obj, old)
	if errs != nil {
		return // ValidateUpdate tells.
	}
	c.Status = before.Status
	if !apiequality.Semantic.DeepEqual(c.Spec, before.Spec) {
		c.Generation = before.Generation + 1
	}
}

// Validate implements rest.RESTCreateStrategy.
func (Strategy) Validate(_ context.Context, obj runtime.Object) field.ErrorList {
	c, ok := obj.(*connectors.ConnectorClass)
	if !ok {
		return wrongType(obj)
	}
	return validation.ValidateConnectorClass(c)
}

// ValidateUpdate implements rest.RESTUpdateStrategy.
func (Strategy) ValidateUpdate(_ context.Context, obj, old runtime.Object) field.ErrorList {
	c, before, errs := pair(obj, old)
	if errs != nil {
		return errs
	}
	return validation.ValidateConnectorClassUpdate(c, before)
}

// WarningsOnCreate implements rest.RESTCreateStrategy.
func (Strategy) WarningsOnCreate(_ context.Context, obj runtime.Object) []string {
	if c, ok := obj.(*connectors.ConnectorClass); ok {
		return warnings(&c.Spec)
	}
	return nil
}

// WarningsOnUpdate warns about a changed spec only, so that who changes a label is not told again.
func (Strategy) WarningsOnUpdate(_ context.Context, obj, old runtime.Object) []string {
	c, before, errs := pair(obj, old)
	if errs != nil || apiequality.Semantic.DeepEqual(c.Spec, before.Spec) {
		return nil
	}
	return warnings(&c.Spec)
}

// Canonicalize changes nothing: what was applied is what is stored.
func (Strategy) Canonicalize(runtime.Object) {}

// pair gives both objects of an update by their type.
func pair(obj, old runtime.Object) (c, before *connectors.ConnectorClass, errs field.ErrorList) {
	c, ok := obj.(*connectors.ConnectorClass)
	if !ok {
		return nil, nil, wrongType(obj)
	}
	before, ok = old.(*connectors.ConnectorClass)
	if !ok {
		return nil, nil, wrongType(old)
	}
	return c, before, nil
}

func wrongType(obj runtime.Object) field.ErrorList {
	return field.ErrorList{field.InternalError(nil, fmt.Errorf("a ConnectorClass is expected here, not a %T", obj))}
}
