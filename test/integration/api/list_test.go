// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	connectorsclient "connectors.alauda.io/pkg/generated/clientset/versioned/typed/connectors/v1alpha1"
)

// createMany makes Connectors called many-000 and so on, of class even or odd.
func createMany(t *testing.T, client connectorsclient.ConnectorInterface, count int) {
	t.Helper()
	const workers = 8
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() {
			for i := worker; i < count; i += workers {
				c := newConnector(fmt.Sprintf("many-%03d", i), func(c *v1alpha1.Connector) {
					c.Spec.ConnectorClassName = []string{"even", "odd"}[i%2]
					c.Labels = map[string]string{"class": c.Spec.ConnectorClassName}
				})
				if _, err := client.Create(t.Context(), c, metav1.CreateOptions{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
}

// A list in pages is that of one moment, whatever is written meanwhile.
func TestPagination(t *testing.T) {
	t.Parallel()
	const count, page = 250, 40
	client, _ := connectorsIn(t, stack.Direct(t))
	createMany(t, client, count)
	var seen []string
	options := metav1.ListOptions{Limit: page}
	version := ""
	for pages := 0; ; pages++ {
		list, err := client.List(t.Context(), options)
		if err != nil {
			t.Fatal(err)
		}
		for i := range list.Items {
			seen = append(seen, list.Items[i].Name)
		}
		if version == "" {
			version = list.ResourceVersion
			if left := list.RemainingItemCount; left == nil || *left != count-page {
				t.Errorf("%v are said to remain, want %d", left, count-page)
			}
			if err := client.Delete(t.Context(), "many-200", metav1.DeleteOptions{}); err != nil {
				t.Fatal(err)
			}
			mustCreate(t, client, newConnector("many-100-and-a-half"))
		}
		if list.ResourceVersion != version {
			t.Errorf("page %d is of version %s, want %s", pages, list.ResourceVersion, version)
		}
		if options.Continue = list.Continue; options.Continue == "" {
			break
		}
	}
	if len(seen) != count || seen[0] != "many-000" || seen[200] != "many-200" || seen[count-1] != "many-249" {
		t.Errorf("%d were listed, the 200th is %s", len(seen), seen[min(200, len(seen)-1)])
	}
	_, err := client.List(t.Context(), metav1.ListOptions{Limit: page, Continue: "nonsense"})
	if !apierrors.IsBadRequest(err) {
		t.Errorf("a made-up token to continue: %v, want BadRequest", err)
	}
}

func TestSelectors(t *testing.T) {
	t.Parallel()
	for _, way := range stack.Ways(t) {
		t.Run(way.Name, func(t *testing.T) {
			t.Parallel()
			client, namespace := connectorsIn(t, way.Admin)
			createMany(t, client, 4)
			for _, test := range []struct {
				name, labels, fields, want string
			}{
				{"name", "", "metadata.name=many-001", "many-001"},
				{"namespace", "", "metadata.namespace=" + namespace, "many-000 many-001 many-002 many-003"},
				{"class", "", "spec.connectorClassName=even", "many-000 many-002"},
				{"not the class", "", "spec.connectorClassName!=even", "many-001 many-003"},
				{"both fields", "", "spec.connectorClassName=even,metadata.name!=many-000", "many-002"},
				{"label", "class=odd", "", "many-001 many-003"},
				{"set of labels", "class in (odd, other)", "", "many-001 many-003"},
				{"field and label", "class=odd", "spec.connectorClassName=even", ""},
			} {
				for _, version := range []string{"", "0"} {
					got := names(t, client, metav1.ListOptions{LabelSelector: test.labels, FieldSelector: test.fields, ResourceVersion: version})
					if version == "0" && got != test.want {
						continue // A read from the cache may be of a moment before.
					}
					if got != test.want {
						t.Errorf("%s: %q, want %q", test.name, got, test.want)
					}
				}
			}
		})
	}
}

func TestUnsupportedSelectorsAreRefused(t *testing.T) {
	t.Parallel()
	_, namespace := connectorsIn(t, stack.Admin(t))
	for _, way := range stack.Ways(t) {
		for _, query := range []string{
			"fieldSelector=spec.address%3Dx", "fieldSelector=nonsense", "labelSelector=%21%21", "watch=true&fieldSelector=spec.address%3Dx",
		} {
			got := send(t, way.Admin, "GET", connectorsPath(namespace)+"?"+query, nil, nil)
			status := got.status(t)
			if got.code != http.StatusBadRequest || status.Reason != metav1.StatusReasonBadRequest {
				t.Errorf("%s %s: %d %s", way.Name, query, got.code, got.body)
			}
			if strings.Contains(query, "spec.address") && !strings.Contains(status.Message, "spec.connectorClassName") {
				t.Errorf("%s: %q does not say what is supported", query, status.Message)
			}
		}
		got := send(t, way.Admin, "GET", groupPath+"/connectorclasses?fieldSelector=spec.connectorClassName%3Dx", nil, nil)
		if got.code != http.StatusBadRequest {
			t.Errorf("classes by class: %d, want 400", got.code)
		}
	}
}
