// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	apidiscovery "k8s.io/api/apidiscovery/v2"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/discovery"

	"connectors.alauda.io/test/integration/harness"
)

func TestDiscovery(t *testing.T) {
	t.Parallel()
	full := []string{"create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"}
	want := map[string]metav1.APIResource{
		"connectors": {Kind: "Connector", SingularName: "connector", Namespaced: true, Verbs: full,
			Categories: []string{"alauda"}},
		"connectors/status": {Kind: "Connector", Namespaced: true, Verbs: []string{"get", "patch", "update"}},
		"connectors/proxy": {Kind: "ConnectorProxyOptions", Namespaced: true,
			Verbs: []string{"create", "delete", "get", "patch", "update"}},
		"connectors/api": {Kind: "ConnectorAPIOptions", Namespaced: true, Verbs: []string{"get"}},
		"connectorclasses": {Kind: "ConnectorClass", SingularName: "connectorclass", Verbs: full,
			Categories: []string{"alauda"}},
		"connectorclasses/status": {Kind: "ConnectorClass", Verbs: []string{"get", "patch", "update"}},
	}
	for _, way := range stack.Ways(t) {
		t.Run(way.Name, func(t *testing.T) {
			t.Parallel()
			client, err := discovery.NewDiscoveryClientForConfig(way.Admin)
			if err != nil {
				t.Fatal(err)
			}
			list, err := client.ServerResourcesForGroupVersion("connectors.alauda.io/v1alpha1")
			if err != nil {
				t.Fatal(err)
			}
			for _, got := range list.APIResources {
				expected, ok := want[got.Name]
				if !ok {
					continue
				}
				slices.Sort(got.Verbs)
				if got.Kind != expected.Kind || got.SingularName != expected.SingularName ||
					got.Namespaced != expected.Namespaced || !slices.Equal(got.Verbs, expected.Verbs) ||
					!slices.Equal(got.Categories, expected.Categories) {
					t.Errorf("%s is %+v, want %+v", got.Name, got, expected)
				}
			}
			for name := range want {
				if !slices.ContainsFunc(list.APIResources, func(r metav1.APIResource) bool { return r.Name == name }) {
					t.Errorf("%s is missing", name)
				}
			}
		})
	}
}

func TestAggregatedDiscovery(t *testing.T) {
	t.Parallel()
	const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
	for _, way := range stack.Ways(t) {
		t.Run(way.Name, func(t *testing.T) {
			t.Parallel()
			got := send(t, way.Admin, "GET", "/apis", map[string]string{"Accept": accept}, nil)
			var list apidiscovery.APIGroupDiscoveryList
			if err := json.Unmarshal(got.body, &list); err != nil {
				t.Fatalf("%v: %.300s", err, got.body)
			}
			at := slices.IndexFunc(list.Items, func(g apidiscovery.APIGroupDiscovery) bool { return g.Name == "connectors.alauda.io" })
			if at < 0 {
				t.Fatal("the group is missing")
			}
			version := list.Items[at].Versions[0]
			if version.Version != "v1alpha1" || version.Freshness != apidiscovery.DiscoveryFreshnessCurrent {
				t.Errorf("version %s is %s, want v1alpha1 Current", version.Version, version.Freshness)
			}
			subresources := map[string][]string{}
			for _, resource := range version.Resources {
				names := []string{}
				for _, sub := range resource.Subresources {
					names = append(names, sub.Subresource)
				}
				slices.Sort(names)
				subresources[resource.Resource] = names
			}
			if got := subresources["connectors"]; !slices.Equal(got, []string{"api", "proxy", "status"}) {
				t.Errorf("subresources of connectors are %v", got)
			}
			if got := subresources["connectorclasses"]; !slices.Equal(got, []string{"status"}) {
				t.Errorf("subresources of connectorclasses are %v", got)
			}
		})
	}
}

func TestAPIResourcesOfKubectl(t *testing.T) {
	t.Parallel()
	out := stack.Kubectl(t, "api-resources", "--api-group=connectors.alauda.io", "--no-headers", "-o", "wide")
	var rows []string
	for line := range strings.Lines(out) {
		rows = append(rows, strings.Join(strings.Fields(line), " "))
	}
	slices.Sort(rows)
	const rest = " create,delete,deletecollection,get,list,patch,update,watch alauda"
	want := []string{
		"connectorclasses connectors.alauda.io/v1alpha1 false ConnectorClass" + rest,
		"connectors connectors.alauda.io/v1alpha1 true Connector" + rest,
	}
	if !slices.Equal(sortVerbs(rows), want) {
		t.Errorf("got  %q\nwant %q", rows, want)
	}
}

// sortVerbs sorts the verbs of each row of kubectl, which prints them as they come.
func sortVerbs(rows []string) []string {
	for i, row := range rows {
		fields := strings.Split(row, " ")
		verbs := strings.Split(fields[4], ",")
		slices.Sort(verbs)
		fields[4] = strings.Join(verbs, ",")
		rows[i] = strings.Join(fields, " ")
	}
	return rows
}

func TestCanI(t *testing.T) {
	t.Parallel()
	namespace := stack.Namespace(t)
	account := stack.ServiceAccount(t, namespace, "connectors-connector-user-role")
	as := "--as=" + account.User()
	for _, test := range []struct{ verb, subresource, want string }{
		{"get", "", "yes"}, {"get", "proxy", "yes"}, {"create", "proxy", "yes"}, {"get", "api", "yes"},
		{"list", "", "no"}, {"update", "status", "no"}, {"create", "", "no"},
	} {
		run := stack.TryKubectl(t.Context(), "", "auth", "can-i", test.verb, "connectors",
			"--subresource="+test.subresource, "-n", namespace, as)
		if got := strings.TrimSpace(run.Stdout); got != test.want {
			t.Errorf("can-i %s connectors/%s: %q %s, want %q", test.verb, test.subresource, got, run.Stderr, test.want)
		}
	}
}

func TestNoRoleOfPeopleContainsStatus(t *testing.T) {
	t.Parallel()
	roles, err := harness.Kube(t, stack.Admin(t)).RbacV1().ClusterRoles().List(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range roles.Items {
		if role.Name == harness.Controller { // writes statuses, and nobody is bound to its role but itself
			continue
		}
		for _, rule := range role.Rules {
			ours := slices.Contains(rule.APIGroups, "connectors.alauda.io")
			if ours && (slices.Contains(rule.Resources, "connectors/status") || slices.Contains(rule.Resources, "*")) {
				t.Errorf("ClusterRole %s contains %v", role.Name, rule.Resources)
			}
		}
	}
}
