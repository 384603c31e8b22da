// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/registry/rest"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/apis/connectors/validation"
)

var (
	_ rest.RESTUpdateStrategy  = StatusStrategy{}
	_ rest.ResetFieldsStrategy = StatusStrategy{}
)

// StatusStrategy is how the status of Connectors is changed.
type StatusStrategy struct{ Strategy }

// GetResetFields names what cannot be set together with the status: everything else.
func (StatusStrategy) GetResetFields() map[fieldpath.APIVersion]*fieldpath.Set {
	return map[fieldpath.APIVersion]*fieldpath.Set{
		fieldpath.APIVersion(v1alpha1.SchemeGroupVersion.String()): fieldpath.NewSet(
			fieldpath.MakePathOrDie("spec"), fieldpath.MakePathOrDie("metadata")),
	}
}

// PrepareForUpdate keeps all but the status, so that the right to write a status is no right to anything else.
func (StatusStrategy) PrepareForUpdate(_ context.Context, obj, old runtime.Object) {
	c, before, errs := pair(obj, old)
	if errs != nil {
		return // ValidateUpdate tells.
	}
	c.Spec = before.Spec
	metav1.ResetObjectMetaForStatus(c, before)
}

// ValidateUpdate implements rest.RESTUpdateStrategy.
func (StatusStrategy) ValidateUpdate(_ context.Context, obj, old runtime.Object) field.ErrorList {
	c, before, errs := pair(obj, old)
	if errs != nil {
		return errs
	}
	return validation.ValidateConnectorStatusUpdate(c, before)
}

// WarningsOnUpdate implements rest.RESTUpdateStrategy.
func (StatusStrategy) WarningsOnUpdate(context.Context, runtime.Object, runtime.Object) []string {
	return nil
}
