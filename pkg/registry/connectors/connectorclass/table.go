// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/registry/rest"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/registry/connectors/table"
)

// NewTableConvertor prints ConnectorClasses.
func NewTableConvertor() rest.TableConvertor {
	return table.New([]metav1.TableColumnDefinition{
		table.NameColumn(),
		table.ReadyColumn(),
		table.ReasonColumn(),
		table.AgeColumn(),
	}, cells)
}

func cells(obj runtime.Object, age string) ([]any, error) {
	c, ok := obj.(*connectors.ConnectorClass)
	if !ok {
		return nil, fmt.Errorf("a ConnectorClass is expected here, not a %T", obj)
	}
	ready, reason := table.Ready(c.Status.Conditions)
	return []any{c.Name, ready, reason, age}, nil
}
