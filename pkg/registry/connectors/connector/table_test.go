// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/utils/ptr"

	"connectors.alauda.io/pkg/apis/connectors"
)

func TestTable(t *testing.T) {
	good := stored()
	good.CreationTimestamp = metav1.NewTime(time.Now().Add(-20 * time.Hour))
	good.Status.Proxy = &connectors.ConnectorProxyStatus{HTTPAddress: &connectors.Addressable{URL: "http://c-git.team.svc.cluster.local"}}
	failing := stored()
	failing.Name, failing.CreationTimestamp = "failing", metav1.Time{}
	failing.Status.Conditions = []connectors.Condition{
		{Type: "AuthReady", Status: metav1.ConditionTrue, Reason: "NonAuthProbe"},
		{Type: "Ready", Status: metav1.ConditionFalse, Reason: "SecretNotFound"},
	}
	fresh := stored()
	fresh.Name, fresh.Spec.Address, fresh.Status = "fresh", "", connectors.ConnectorStatus{}
	fresh.CreationTimestamp = metav1.Time{}
	goodRow := []any{"git", "git", "https://github.com", "True", "", "20h", "http://c-git.team.svc.cluster.local"}

	for _, tt := range []struct {
		name string
		obj  runtime.Object
		rows [][]any
		meta metav1.ListMeta
	}{
		{"one", good, [][]any{goodRow}, metav1.ListMeta{ResourceVersion: "7"}},
		{"failing", failing, [][]any{{"failing", "git", "https://github.com", "False", "SecretNotFound", "<unknown>", ""}}, metav1.ListMeta{ResourceVersion: "7"}},
		{"fresh", fresh, [][]any{{"fresh", "git", "", "Unknown", "", "<unknown>", ""}}, metav1.ListMeta{ResourceVersion: "7"}},
		{"list", &connectors.ConnectorList{
			ListMeta: metav1.ListMeta{ResourceVersion: "9", Continue: "more", RemainingItemCount: ptr.To(int64(5))},
			Items:    []connectors.Connector{*good, *fresh},
		}, [][]any{goodRow, {"fresh", "git", "", "Unknown", "", "<unknown>", ""}},
			metav1.ListMeta{ResourceVersion: "9", Continue: "more", RemainingItemCount: ptr.To(int64(5))}},
		{"empty list", &connectors.ConnectorList{}, nil, metav1.ListMeta{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			table, err := NewTableConvertor().ConvertToTable(t.Context(), tt.obj, &metav1.TableOptions{})
			if err != nil {
				t.Fatal(err)
			}
			var rows [][]any
			for _, row := range table.Rows {
				rows = append(rows, row.Cells)
				if row.Object.Object == nil {
					t.Error("a row without its object")
				}
			}
			if diff := cmp.Diff(tt.rows, rows); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.meta, table.ListMeta); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTableColumns(t *testing.T) {
	table, err := NewTableConvertor().ConvertToTable(t.Context(), stored(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var narrow, wide []string
	for _, column := range table.ColumnDefinitions {
		if column.Description == "" || column.Type == "" {
			t.Errorf("%s has no description or type", column.Name)
		}
		wide = append(wide, strings.ToUpper(column.Name))
		if column.Priority == 0 {
			narrow = append(narrow, strings.ToUpper(column.Name))
		}
	}
	if got, want := strings.Join(narrow, " "), "NAME CLASS ADDRESS READY REASON AGE"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := strings.Join(wide, " "), "NAME CLASS ADDRESS READY REASON AGE PROXY"; got != want {
		t.Errorf("wide: got %s, want %s", got, want)
	}
	if len(table.Rows[0].Cells) != len(wide) {
		t.Errorf("%d cells under %d columns", len(table.Rows[0].Cells), len(wide))
	}
	table, err = NewTableConvertor().ConvertToTable(t.Context(), stored(), &metav1.TableOptions{NoHeaders: true})
	if err != nil || len(table.ColumnDefinitions) != 0 {
		t.Errorf("columns where none were wanted, %v", err)
	}
	if _, err := NewTableConvertor().ConvertToTable(t.Context(), &connectors.ConnectorClass{}, nil); err == nil {
		t.Error("a class was printed as a Connector")
	}
}
