// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render

import (
	"maps"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// data is what templates of all configurations see; each sees its own params beside it.
type data struct {
	connector map[string]any
	context   map[string]any
}

// makeData gives the Connector as it is on the wire. Of its status there is the proxy's address only, which does not
// change with every probe; of its metadata two parts are left out that say who wrote the object with which tool.
func makeData(c *v1alpha1.Connector, token string, p proxy) (data, *Error) {
	metadata := c.ObjectMeta
	metadata.ManagedFields = nil
	metadata.Annotations = maps.Clone(c.Annotations)
	delete(metadata.Annotations, corev1.LastAppliedConfigAnnotation)
	wireMetadata, err := runtime.DefaultUnstructuredConverter.ToUnstructured(&metadata)
	if err != nil {
		return data{}, wrongConnector("metadata of the Connector cannot be written as JSON")
	}
	wireSpec, err := runtime.DefaultUnstructuredConverter.ToUnstructured(&c.Spec)
	if err != nil {
		return data{}, wrongConnector("spec of the Connector cannot be written as JSON")
	}
	return data{
		connector: map[string]any{
			"metadata": wireMetadata,
			"spec":     wireSpec,
			"status":   map[string]any{"proxyAddress": p.address},
		},
		context: map[string]any{
			"token": token,
			"proxy": map[string]any{"caCert": p.caCert},
		},
	}, nil
}

// with adds the params of one configuration. Executions work on copies, so that all may share one data.
func (d data) with(params map[string]any) map[string]any {
	return map[string]any{"connector": d.connector, "context": d.context, "configurations": params}
}
