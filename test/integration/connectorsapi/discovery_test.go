// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorsapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"

	apidiscovery "k8s.io/api/apidiscovery/v2"
	"k8s.io/client-go/discovery"

	"connectors.alauda.io/test/integration/harness"
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
			// The kube-apiserver learns from others in the background what they serve.
			for _, document := range []string{"/openapi/v2", "/openapi/v3/apis/" + groupVersion} {
				harness.Eventually(t, document, func(ctx context.Context) error { return expectPaths(ctx, client, document) })
			}
			harness.Eventually(t, "aggregated discovery", func(ctx context.Context) error { return expectAggregated(ctx, client) })
		})
	}
}

// expectPaths wants in an OpenAPI document the methods that this server takes, and no others.
func expectPaths(ctx context.Context, client *discovery.DiscoveryClient, document string) error {
	var described struct {
		Paths map[string]map[string]any `json:"paths"`
	}
	if err := read(ctx, client, document, "application/json", &described); err != nil {
		return err
	}
	for _, path := range []string{itemPath, itemPath + "/{path}"} {
		for method, want := range map[string]bool{"get": true, "head": true, "options": true, "post": false, "delete": false} {
			if got := described.Paths[path][method] != nil; got != want {
				return fmt.Errorf("%s %s is there: %t", method, path, got)
			}
		}
	}
	return nil
}

// expectAggregated wants the subresource in the discovery of all groups.
func expectAggregated(ctx context.Context, client *discovery.DiscoveryClient) error {
	var list apidiscovery.APIGroupDiscoveryList
	if err := read(ctx, client, "/apis", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList", &list); err != nil {
		return err
	}
	for _, group := range list.Items {
		if group.Name != "connectors.alauda.io" {
			continue
		}
		for _, resource := range group.Versions[0].Resources {
			for _, sub := range resource.Subresources {
				if resource.Resource == "connectors" && sub.Subresource == "api" && slices.Equal(sub.Verbs, []string{"get"}) {
					return nil
				}
			}
		}
	}
	return errors.New("connectors/api with the verb get is not named")
}

func read(ctx context.Context, client *discovery.DiscoveryClient, path, accept string, into any) error {
	text, err := client.RESTClient().Get().AbsPath(path).SetHeader("Accept", accept).DoRaw(ctx)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}
