// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/registry/rest"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/registry/connectors/table"
)

// NewTableConvertor prints Connectors.
func NewTableConvertor() rest.TableConvertor {
	return table.New([]metav1.TableColumnDefinition{
		table.NameColumn(),
		{Name: "Class", Type: "string", Description: "The ConnectorClass that describes the tool."},
		{Name: "Address", Type: "string", Description: "The URL of the tool, empty where the class gives it."},
		table.ReadyColumn(),
		table.ReasonColumn(),
		table.AgeColumn(),
		{Name: "Proxy", Type: "string", Priority: 1, Description: "Where workloads of the cluster reach the tool without its credential."},
	}, cells)
}

func cells(obj runtime.Object, age string) ([]any, error) {
	c, ok := obj.(*connectors.Connector)
	if !ok {
		return nil, fmt.Errorf("a Connector is expected here, not a %T", obj)
	}
	ready, reason := table.Ready(c.Status.Conditions)
	proxy := ""
	if c.Status.Proxy != nil && c.Status.Proxy.HTTPAddress != nil {
		proxy = c.Status.Proxy.HTTPAddress.URL
	}
	return []any{c.Name, c.Spec.ConnectorClassName, c.Spec.Address, ready, reason, age, proxy}, nil
}
