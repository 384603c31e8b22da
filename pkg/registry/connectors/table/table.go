// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package table prints objects of the API group as the rows that kubectl shows.
package table

import (
	"context"
	"fmt"

	"k8s.io/apimachinery/pkg/api/meta"
	metatable "k8s.io/apimachinery/pkg/api/meta/table"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/registry/rest"

	"connectors.alauda.io/pkg/apis/connectors"
)

// Cells gives the cells of one object, as many as there are columns. The age is written for people.
type Cells func(obj runtime.Object, age string) ([]any, error)

// New gives a convertor that prints objects, and lists of them, under the given columns.
func New(columns []metav1.TableColumnDefinition, cells Cells) rest.TableConvertor {
	return convertor{columns: columns, cells: cells}
}

type convertor struct {
	columns []metav1.TableColumnDefinition
	cells   Cells
}

// ConvertToTable implements rest.TableConvertor.
func (c convertor) ConvertToTable(_ context.Context, obj, tableOptions runtime.Object) (*metav1.Table, error) {
	table := &metav1.Table{}
	if options, ok := tableOptions.(*metav1.TableOptions); !ok || !options.NoHeaders {
		table.ColumnDefinitions = c.columns
	}
	if list, err := meta.ListAccessor(obj); err == nil {
		table.ResourceVersion = list.GetResourceVersion()
		table.Continue = list.GetContinue()
		table.RemainingItemCount = list.GetRemainingItemCount()
	} else if object, err := meta.CommonAccessor(obj); err == nil {
		table.ResourceVersion = object.GetResourceVersion()
	}
	var err error
	table.Rows, err = metatable.MetaToTableRow(obj, func(obj runtime.Object, _ metav1.Object, _, age string) ([]any, error) {
		return c.cells(obj, age)
	})
	if err != nil {
		return nil, fmt.Errorf("printing %T as a table: %w", obj, err)
	}
	return table, nil
}

// Ready gives the status of the condition Ready, Unknown without one, and its reason.
func Ready(conditions []connectors.Condition) (status, reason string) {
	for i := range conditions {
		if conditions[i].Type == "Ready" {
			return string(conditions[i].Status), conditions[i].Reason
		}
	}
	return string(metav1.ConditionUnknown), ""
}

// NameColumn and the three columns below are those that all kinds share.
func NameColumn() metav1.TableColumnDefinition {
	return metav1.TableColumnDefinition{
		Name: "Name", Type: "string", Format: "name", Description: metav1.ObjectMeta{}.SwaggerDoc()["name"],
	}
}

// ReadyColumn is described at NameColumn.
func ReadyColumn() metav1.TableColumnDefinition {
	return metav1.TableColumnDefinition{
		Name: "Ready", Type: "string",
		Description: "Status of the condition Ready: True, False or Unknown.",
	}
}

// ReasonColumn is described at NameColumn.
func ReasonColumn() metav1.TableColumnDefinition {
	return metav1.TableColumnDefinition{
		Name: "Reason", Type: "string",
		Description: "Reason of the condition Ready, empty when there is nothing to say.",
	}
}

// AgeColumn is described at NameColumn.
func AgeColumn() metav1.TableColumnDefinition {
	return metav1.TableColumnDefinition{
		Name: "Age", Type: "string", Description: metav1.ObjectMeta{}.SwaggerDoc()["creationTimestamp"],
	}
}
