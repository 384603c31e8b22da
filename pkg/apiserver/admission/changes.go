// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package admission

import (
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apiserver/pkg/admission"

	"connectors.alauda.io/pkg/apis/connectors"
)

// changedConnector gives the Connector that a write creates or whose spec it changes.
func changedConnector(a admission.Attributes) (*connectors.Connector, bool) {
	if a.GetResource().GroupResource() != connectors.Resource("connectors") || a.GetSubresource() != "" {
		return nil, false
	}
	connector, ok := a.GetObject().(*connectors.Connector)
	if !ok {
		return nil, false
	}
	if old, ok := a.GetOldObject().(*connectors.Connector); ok && a.GetOperation() == admission.Update {
		return connector, !apiequality.Semantic.DeepEqual(old.Spec, connector.Spec)
	}
	return connector, true
}

// changedClass gives the ConnectorClass that a write creates or changes, and the one it was before: an empty one for a
// new class.
func changedClass(a admission.Attributes) (class, old *connectors.ConnectorClass, changed bool) {
	if a.GetResource().GroupResource() != connectors.Resource("connectorclasses") || a.GetSubresource() != "" {
		return nil, nil, false
	}
	class, ok := a.GetObject().(*connectors.ConnectorClass)
	if !ok {
		return nil, nil, false
	}
	old = &connectors.ConnectorClass{}
	if before, ok := a.GetOldObject().(*connectors.ConnectorClass); ok && a.GetOperation() == admission.Update {
		old = before
	}
	return class, old, true
}
