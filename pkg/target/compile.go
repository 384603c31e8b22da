// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"fmt"
	"slices"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// ReasonNotProxied is the reason of a Connector whose address is not reached over HTTP.
const ReasonNotProxied = "NonProxy"

// inputs is everything that a Target is compiled from.
type inputs struct {
	connector *v1alpha1.Connector      // with the defaults of its class
	class     *v1alpha1.ConnectorClass // nil when there is none of that name
	secret    *secretData              // of spec.auth.secretRef; nil when there is none
	roots     roots                    // vouch for the tool
	described description              // of the API of the class
	apiRoots  roots                    // vouch for the class API
}

// secretData is what is held of a Secret.
type secretData struct {
	resourceVersion string
	secretType      string
	data            map[string]Credential
}

// compile makes a Target and says what the Secret of the Connector is to it. It does no I/O and keeps no reference to
// its inputs.
func compile(in inputs, factory InjectorFactory) (*Target, AuthSecret) {
	t := &Target{
		Namespace:   in.connector.Namespace,
		Name:        in.connector.Name,
		UID:         in.connector.UID,
		Roots:       in.roots.pool,
		RootsID:     in.roots.id,
		CustomRoots: in.roots.custom,
	}
	secret, injector := compileSecret(in, factory)
	if in.class == nil {
		t.Unusable = unusable(v1alpha1.ReasonConnectorClassNotFound, "connector class %q does not exist",
			in.connector.Spec.ConnectorClassName)
		return t, secret
	}
	t.API = compileAPI(in, secret)
	t.Unusable = t.setAddresses(in)
	if t.Unusable == nil {
		t.Unusable = secret.Problem
	}
	if t.Unusable == nil && injector != nil {
		t.Injector, t.SecretResourceVersion = injector, in.secret.version()
	}
	t.setPlaces(in, secret)
	return t, secret
}

func unusable(reason, format string, args ...any) *Unusable {
	return &Unusable{Reason: reason, Message: fmt.Sprintf(format, args...)}
}

func (t *Target) setAddresses(in inputs) *Unusable {
	address, err := ParseAddress(in.connector.Spec.Address)
	if err != nil {
		return unusable(ReasonNotProxied, "spec.address cannot be used: %v", err)
	}
	t.Address = address
	t.Extensions = make(map[string]Address, len(in.connector.Spec.AddressExtensions))
	for i := range in.connector.Spec.AddressExtensions {
		given := &in.connector.Spec.AddressExtensions[i]
		if !declares(in.class.Spec.AddressExtensions, given.Name) || given.Value.StringVal == "" {
			continue
		}
		extension, err := ParseAddress(given.Value.StringVal)
		if err != nil {
			return unusable(ReasonNotProxied, "address extension %q cannot be used: %v", given.Name, err)
		}
		t.Extensions[given.Name] = extension
	}
	return nil
}

func declares(specs []v1alpha1.ParamSpec, name string) bool {
	return slices.ContainsFunc(specs, func(spec v1alpha1.ParamSpec) bool { return spec.Name == name })
}
