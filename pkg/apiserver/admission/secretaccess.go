// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package admission

import (
	"context"
	"fmt"

	apiequality "k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"

	"connectors.alauda.io/pkg/apis/connectors"
)

// secretAccess asks whether users may get the Secrets that their writes put to use.
type secretAccess struct {
	*admission.Handler
	authorizer authorizer.Authorizer
}

// NewSecretAccess makes the check that a Connector is no way to read a Secret: every change of the spec of a Connector
// needs the right to get each Secret it refers to, since the spec decides where the Secret is sent. What a class sends
// where concerns the Secrets of all Connectors: changing that needs the right to get all Secrets.
func NewSecretAccess(a authorizer.Authorizer) admission.ValidationInterface {
	return &secretAccess{Handler: admission.NewHandler(admission.Create, admission.Update), authorizer: a}
}

// Validate implements admission.ValidationInterface.
func (s *secretAccess) Validate(ctx context.Context, a admission.Attributes, _ admission.ObjectInterfaces) error {
	if connector, changed := changedConnector(a); changed {
		return s.connector(ctx, a, connector)
	}
	if class, old, changed := changedClass(a); changed && !apiequality.Semantic.DeepEqual(sent(class), sent(old)) {
		return s.class(ctx, a)
	}
	return nil
}

// secretUse is a reference to a Secret and the field that makes it.
type secretUse struct {
	path *field.Path
	name string
}

func secretsOf(connector *connectors.Connector) []secretUse {
	var uses []secretUse
	spec := field.NewPath("spec")
	if auth := connector.Spec.Auth; auth != nil && auth.SecretRef != nil {
		uses = append(uses, secretUse{path: spec.Child("auth", "secretRef"), name: auth.SecretRef.Name})
	}
	if ca := connector.Spec.CACertSecretRef; ca != nil {
		uses = append(uses, secretUse{path: spec.Child("caCertSecretRef"), name: ca.Name})
	}
	return uses
}

func (s *secretAccess) connector(ctx context.Context, a admission.Attributes, connector *connectors.Connector) error {
	for _, use := range secretsOf(connector) {
		allowed, err := s.mayGet(ctx, a.GetUserInfo(), a.GetNamespace(), use.name)
		if err != nil {
			return err
		}
		if !allowed {
			return admission.NewForbidden(a, fmt.Errorf(
				"%s refers to Secret %q, which user %q may not get in namespace %q: ask for the verb get on that Secret",
				use.path, use.name, a.GetUserInfo().GetName(), a.GetNamespace()))
		}
	}
	return nil
}

func (s *secretAccess) class(ctx context.Context, a admission.Attributes) error {
	allowed, err := s.mayGet(ctx, a.GetUserInfo(), "", "")
	if err != nil {
		return err
	}
	if !allowed {
		return admission.NewForbidden(a, fmt.Errorf("spec.api, probes, spec.auth.types[].inject and default addresses "+
			"decide where the Secrets of all Connectors of the class are sent: setting or changing them needs the verb "+
			"get on Secrets of all namespaces, which user %q does not have", a.GetUserInfo().GetName()))
	}
	return nil
}

func (s *secretAccess) mayGet(ctx context.Context, who user.Info, namespace, name string) (bool, error) {
	decision, _, err := s.authorizer.Authorize(ctx, authorizer.AttributesRecord{
		User: who, Verb: "get", Namespace: namespace, APIVersion: "v1", Resource: "secrets", Name: name, ResourceRequest: true,
	})
	if decision == authorizer.DecisionAllow {
		return true, nil
	}
	if err != nil {
		return false, apierrors.NewServiceUnavailable(fmt.Sprintf("cannot ask whether user %q may get Secrets: %v", who.GetName(), err))
	}
	return false, nil
}

// sentParts are the parts of a class that decide where credentials are sent, and how. Its fields are exported for
// comparing it.
type sentParts struct {
	API           *connectors.ConnectorClassAPI
	LivenessProbe *connectors.Probe
	AuthProbes    []connectors.AuthProbe
	Inject        map[string]connectors.Inject
	Addresses     map[string]connectors.ParamValue
}

func sent(class *connectors.ConnectorClass) sentParts {
	parts := sentParts{
		API:           class.Spec.API,
		LivenessProbe: class.Spec.LivenessProbe,
		AuthProbes:    class.Spec.AuthProbes,
		Inject:        map[string]connectors.Inject{},
		Addresses:     map[string]connectors.ParamValue{},
	}
	if class.Spec.Auth != nil {
		for _, authType := range class.Spec.Auth.Types {
			if authType.Inject != nil {
				parts.Inject[authType.Name] = *authType.Inject
			}
		}
	}
	if address := class.Spec.Address; address != nil && address.Default != nil {
		parts.Addresses[""] = *address.Default
	}
	for _, extension := range class.Spec.AddressExtensions {
		if extension.Default != nil {
			parts.Addresses[extension.Name] = *extension.Default
		}
	}
	return parts
}
