// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorsapi_test

import (
	"net/http"
	"slices"
	"testing"

	rbacv1 "k8s.io/api/rbac/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

func reading() []string { return []string{http.MethodGet, http.MethodHead, http.MethodOptions} }

func writing() []string {
	return []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}
}

func all() []string { return slices.Concat(reading(), writing()) }

func rule(resource string, names []string, verbs ...string) rbacv1.PolicyRule {
	return rbacv1.PolicyRule{
		APIGroups: []string{v1alpha1.SchemeGroupVersion.Group}, Resources: []string{resource}, ResourceNames: names, Verbs: verbs,
	}
}

// Each method needs its verb on connectors/api, and every one needs get on connectors. Rights to connectors/proxy are others.
func TestAccess(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	c, api, tool := r.newBrowsed(t)
	other, _, _ := r.newBrowsed(t)
	getConnector := rule("connectors", nil, "get")
	for _, test := range []struct {
		name  string
		rules []rbacv1.PolicyRule
		// verbs are the methods for whose verb there is a right to connectors/api of c.
		verbs []string
		// blind says that c may not be got.
		blind bool
		// others says that the same is true of other Connectors.
		others bool
	}{
		{name: "nothing"},
		{name: "get connectors only", rules: []rbacv1.PolicyRule{getConnector}},
		{name: "connectors/api only", rules: []rbacv1.PolicyRule{rule("connectors/api", nil, "*")}, verbs: all(), blind: true, others: true},
		{name: "connectors/proxy only", rules: []rbacv1.PolicyRule{getConnector, rule("connectors/proxy", nil, "*")}},
		{name: "get", rules: []rbacv1.PolicyRule{getConnector, rule("connectors/api", nil, "get")}, verbs: reading(), others: true},
		{name: "create", rules: []rbacv1.PolicyRule{getConnector, rule("connectors/api", nil, "create")},
			verbs: []string{http.MethodPost}, others: true},
		{name: "update", rules: []rbacv1.PolicyRule{getConnector, rule("connectors/api", nil, "update")},
			verbs: []string{http.MethodPut}, others: true},
		{name: "patch and delete", rules: []rbacv1.PolicyRule{getConnector, rule("connectors/api", nil, "patch", "delete")},
			verbs: []string{http.MethodPatch, http.MethodDelete}, others: true},
		{name: "everything on one Connector", verbs: all(), rules: []rbacv1.PolicyRule{
			rule("connectors", []string{c.Name}, "get"), rule("connectors/api", []string{c.Name}, "*"),
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			account := stack.ServiceAccount(t, r.namespace)
			if len(test.rules) > 0 {
				stack.Allow(t, account, test.rules...)
			}
			r.eachWay(t, func(t *testing.T, by way) {
				for _, method := range all() {
					verb := slices.Contains(test.verbs, method)
					if by.aggregated && method == http.MethodOptions {
						verb = len(test.verbs) == len(all()) // The kube-apiserver has no verb for OPTIONS.
					}
					before, want := api.count()+tool.count(), code(method, verb, test.blind)
					r.expectCode(t, by, c, method, account.Token, want)
					if want != http.StatusOK && api.count()+tool.count() != before {
						t.Errorf("%s: something was sent", method)
					}
					r.expectCode(t, by, other, method, account.Token, code(method, verb && test.others, test.blind))
				}
			})
		})
	}
}

// code is what a call is answered with. Methods that write are not taken, whoever has the verb.
func code(method string, verb, blind bool) int {
	switch {
	case !verb:
		return http.StatusForbidden
	case slices.Contains(writing(), method):
		return http.StatusMethodNotAllowed
	case blind:
		return http.StatusForbidden
	default:
		return http.StatusOK
	}
}

// expectCode calls the class API and the tool, and expects a Status if it is an error.
func (r room) expectCode(t *testing.T, by way, c *v1alpha1.Connector, method, token string, want int) {
	t.Helper()
	for _, rest := range []string{"/refs", "/of/the/tool"} {
		got := r.send(t, by, c, call{method: method, rest: rest, token: token})
		if got.StatusCode != want {
			t.Errorf("%s %s: answer %d, want %d: %s", method, rest, got.StatusCode, want, clip(got.body))
		}
		if want == http.StatusOK || method == http.MethodHead {
			continue
		}
		if err := got.isStatus(nil, want); err != nil {
			t.Errorf("%s %s: %v", method, rest, err)
		}
	}
}
