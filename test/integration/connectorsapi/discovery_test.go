// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorsapi_test

import (
	"encoding/json"
	"slices"
	"testing"

	apidiscovery "k8s.io/api/apidiscovery/v2"
	"k8s.io/client-go/discovery"
)

const (
	groupVersion = "connectors.alauda.io/v1alpha1"
	itemPath     = "/apis/" + groupVersion + "/namespaces/{namespace}/connectors/{name}/api"
)

// verbsOf are the sorted verbs of a resource.
func verbsOf(t *testing.T, client *discovery.DiscoveryClient, name string) []string {
	t.Helper()
	list, err := client.ServerResourcesForGroupVersion(groupVersion)
	if err != nil {
		t.Fatal(err)
	}
	for _, resource := range list.APIResources {
		if resource.Name == name {
			if resource.Kind != "ConnectorAPIOptions" || !resource.Namespaced {
				t.Errorf("%s is %+v", name, resource)
			}
			slices.Sort(resource.Verbs)
			return resource.Verbs
		}
	}
	t.Fatalf("%s is missing", name)
	return nil
}

// Discovery and OpenAPI name the subresource and the methods that this server takes.
func TestDescriptions(t *testing.T) {
	t.Parallel()
	for _, by := range stack.Ways(t) {
		t.Run(by.Name, func(t *testing.T) {
			client, err := discovery.NewDiscoveryClientForConfig(by.Admin)
			if err != nil {
				t.Fatal(err)
			}
			if got := verbsOf(t, client, "connectors/api"); !slices.Equal(got, []string{"get"}) {
				t.Errorf("verbs %q", got)
			}
			for _, document := range []string{"/openapi/v2", "/openapi/v3/apis/" + groupVersion} {
				var described struct {
					Paths map[string]map[string]any `json:"paths"`
				}
				read(t, client, document, "application/json", &described)
				for _, path := range []string{itemPath, itemPath + "/{path}"} {
					for method, want := range map[string]bool{"get": true, "head": true, "options": true, "post": false, "delete": false} {
						if got := described.Paths[path][method] != nil; got != want {
							t.Errorf("%s: %s %s is there: %t", document, method, path, got)
						}
					}
				}
			}
			expectAggregated(t, client)
		})
	}
}

func expectAggregated(t *testing.T, client *discovery.DiscoveryClient) {
	t.Helper()
	var list apidiscovery.APIGroupDiscoveryList
	read(t, client, "/apis", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList", &list)
	for _, group := range list.Items {
		if group.Name != "connectors.alauda.io" {
			continue
		}
		for _, resource := range group.Versions[0].Resources {
			for _, sub := range resource.Subresources {
				if resource.Resource == "connectors" && sub.Subresource == "api" && slices.Equal(sub.Verbs, []string{"get"}) {
					return
				}
			}
		}
	}
	t.Error("aggregated discovery does not name connectors/api with the verb get")
}

func read(t *testing.T, client *discovery.DiscoveryClient, path, accept string, into any) {
	t.Helper()
	text, err := client.RESTClient().Get().AbsPath(path).SetHeader("Accept", accept).DoRaw(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}
