// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package admission

import (
	"context"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/admission"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/apis/connectors/validation"
)

// ClassGetter reads ConnectorClasses: as they are stored now, or with resource version 0 as the watch cache has them.
type ClassGetter interface {
	Get(ctx context.Context, name string, options *metav1.GetOptions) (runtime.Object, error)
}

// classRules holds Connectors to the rules of their class.
type classRules struct {
	*admission.Handler
	classes ClassGetter
}

// NewClassRules makes the check that Connectors keep to the rules of their class. A Connector whose class does not
// exist passes: it may be created before its class. A change of the class checks nothing again.
func NewClassRules(classes ClassGetter) admission.ValidationInterface {
	return &classRules{Handler: admission.NewHandler(admission.Create, admission.Update), classes: classes}
}

// Validate implements admission.ValidationInterface.
func (r *classRules) Validate(ctx context.Context, a admission.Attributes, _ admission.ObjectInterfaces) error {
	connector, changed := changedConnector(a)
	if !changed {
		return nil
	}
	var errs field.ErrorList
	for _, version := range []string{versionOfCache, versionOfStorage} {
		class, err := r.class(ctx, connector.Spec.ConnectorClassName, version)
		if err != nil {
			return err
		}
		if errs = check(connector, class); class != nil && len(errs) == 0 {
			return nil
		}
	}
	if len(errs) > 0 {
		return apierrors.NewInvalid(connectors.Kind("Connector"), connector.Name, errs)
	}
	return nil
}

// A class is read from the watch cache, which costs little and is milliseconds old. Only what says no is read from the
// storage as well: a class that is not there, or that refuses. So a Connector is never refused for what a class was, and
// one that comes within those milliseconds of a change of its class may keep to the rules from before, as it may when it
// comes earlier.
const (
	versionOfCache   = "0"
	versionOfStorage = ""
)

func check(connector *connectors.Connector, class *connectors.ConnectorClass) field.ErrorList {
	if class == nil {
		return validation.ValidateConnectorWithoutClass(connector)
	}
	return validation.ValidateConnectorAgainstClass(connector, class)
}

// class gives the class of that name, nil when there is none. It is shared and must not be changed.
func (r *classRules) class(ctx context.Context, name, version string) (*connectors.ConnectorClass, error) {
	if name == "" {
		return nil, nil
	}
	object, err := r.classes.Get(ctx, name, &metav1.GetOptions{ResourceVersion: version})
	if apierrors.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, apierrors.NewInternalError(err)
	}
	class, ok := object.(*connectors.ConnectorClass)
	if !ok {
		return nil, nil
	}
	return class, nil
}
