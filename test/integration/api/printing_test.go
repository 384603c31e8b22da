// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"bufio"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

func TestColumnsOfKubectlGet(t *testing.T) {
	t.Parallel()
	client, namespace := connectorsIn(t, stack.Admin(t))
	made := mustCreate(t, client, newConnector("git"))
	made.Status = v1alpha1.ConnectorStatus{
		Conditions: []v1alpha1.Condition{{Type: "Ready", Status: "False", Reason: "SecretNotFound", Message: "no Secret"}},
		Proxy:      &v1alpha1.ConnectorProxyStatus{HTTPAddress: &v1alpha1.Addressable{URL: "http://c-git.ns.svc.cluster.local"}},
	}
	if _, err := client.UpdateStatus(t.Context(), made, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	class := mustCreateClass(t, &v1alpha1.ConnectorClass{ObjectMeta: metav1.ObjectMeta{GenerateName: "columns-"}})
	for _, test := range []struct {
		name   string
		args   []string
		header string
		row    []string
	}{
		{"connectors", []string{"get", "connectors", "-n", namespace}, "NAME CLASS ADDRESS READY REASON AGE",
			[]string{"git", absentClass, "https://tool.example.com", "False", "SecretNotFound"}},
		{"wide", []string{"get", "connectors", "-n", namespace, "-o", "wide"}, "NAME CLASS ADDRESS READY REASON AGE PROXY",
			[]string{"git", absentClass, "https://tool.example.com", "False", "SecretNotFound"}},
		{"one", []string{"get", "connector", "git", "-n", namespace}, "NAME CLASS ADDRESS READY REASON AGE", []string{"git"}},
		{"classes", []string{"get", "connectorclasses", class.Name}, "NAME READY REASON AGE", []string{class.Name, "Unknown"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			lines := strings.Split(strings.TrimSpace(stack.Kubectl(t, test.args...)), "\n")
			if got := strings.Join(strings.Fields(lines[0]), " "); got != test.header {
				t.Errorf("header %q, want %q", got, test.header)
			}
			row := strings.Fields(lines[len(lines)-1])
			if len(lines) != 2 || len(row) < len(test.row) || !slices.Equal(row[:len(test.row)], test.row) {
				t.Errorf("rows %q, want one that begins %q", lines[1:], test.row)
			}
		})
	}
}

func TestTableOverWatch(t *testing.T) {
	t.Parallel()
	for _, way := range stack.Ways(t) {
		t.Run(way.Name, func(t *testing.T) {
			t.Parallel()
			client, namespace := connectorsIn(t, way.Admin)
			lines := watchTable(t, way.Admin, connectorsPath(namespace))
			mustCreate(t, client, newConnector("seen"))
			var event struct {
				Type   string
				Object metav1.Table
			}
			if err := json.Unmarshal(next(t, lines), &event); err != nil {
				t.Fatal(err)
			}
			if event.Type != "ADDED" || event.Object.Kind != "Table" || len(event.Object.Rows) != 1 {
				t.Fatalf("event %+v, want a table of one row", event)
			}
			if got := event.Object.Rows[0].Cells; got[0] != "seen" || got[1] != absentClass {
				t.Errorf("cells %v", got)
			}
			if len(event.Object.ColumnDefinitions) == 0 {
				t.Error("the first event has no columns")
			}
		})
	}
}

// watchTable begins to watch as kubectl get --watch does.
func watchTable(t *testing.T, config *rest.Config, path string) *bufio.Scanner {
	t.Helper()
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, config.Host+path+"?watch=true", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", "application/json;as=Table;g=meta.k8s.io;v=v1")
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := response.Body.Close(); err != nil {
			t.Error(err)
		}
	})
	if response.StatusCode != http.StatusOK {
		t.Fatalf("answer %s", response.Status)
	}
	return bufio.NewScanner(response.Body)
}

func next(t *testing.T, lines *bufio.Scanner) []byte {
	t.Helper()
	if !lines.Scan() {
		t.Fatalf("the watch ended: %v", lines.Err())
	}
	return lines.Bytes()
}

func TestCategory(t *testing.T) {
	t.Parallel()
	client, namespace := connectorsIn(t, stack.Admin(t))
	mustCreate(t, client, newConnector("git"))
	out := strings.Fields(stack.Kubectl(t, "get", "alauda", "-n", namespace, "-o", "name"))
	for _, want := range []string{"connector.connectors.alauda.io/git", "connectorclass.connectors.alauda.io/k8s"} {
		if !slices.Contains(out, want) {
			t.Errorf("kubectl get alauda lists %q, want %s among it", out, want)
		}
	}
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	client, namespace := connectorsIn(t, stack.Admin(t))
	mustCreate(t, client, newConnector("git"))
	out := stack.Kubectl(t, "describe", "connector", "git", "-n", namespace)
	for _, want := range []string{"Connector Class Name:", "https://tool.example.com"} {
		if !strings.Contains(out, want) {
			t.Errorf("kubectl describe does not say %q:\n%s", want, out)
		}
	}
}
