// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxy_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

func allMethods() []string {
	return []string{
		http.MethodGet, http.MethodHead, http.MethodOptions,
		http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
	}
}

func rule(resource string, names []string, verbs ...string) rbacv1.PolicyRule {
	return rbacv1.PolicyRule{
		APIGroups: []string{v1alpha1.SchemeGroupVersion.Group}, Resources: []string{resource}, ResourceNames: names, Verbs: verbs,
	}
}

// Each method needs its verb on connectors/proxy, and every one needs get on connectors. The kube-apiserver has no verb for
// OPTIONS: there it takes a rule for every verb.
func TestAccessByVerb(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, ok)
	connector := r.newConnector(t, tl.URL)
	other := r.newConnector(t, tl.URL)
	getConnector := rule("connectors", nil, "get")
	for _, test := range []struct {
		name  string
		rules []rbacv1.PolicyRule
		// allowed are the methods that may be used on connector.
		allowed []string
		// others says that they may be used on other Connectors as well.
		others bool
	}{
		{name: "nothing"},
		{name: "get connectors only", rules: []rbacv1.PolicyRule{getConnector}},
		{name: "connectors/proxy only", rules: []rbacv1.PolicyRule{rule("connectors/proxy", nil, "*")}},
		{name: "get", rules: []rbacv1.PolicyRule{getConnector, rule("connectors/proxy", nil, "get")},
			allowed: []string{http.MethodGet, http.MethodHead, http.MethodOptions}, others: true},
		{name: "create", rules: []rbacv1.PolicyRule{getConnector, rule("connectors/proxy", nil, "create")},
			allowed: []string{http.MethodPost}, others: true},
		{name: "update", rules: []rbacv1.PolicyRule{getConnector, rule("connectors/proxy", nil, "update")},
			allowed: []string{http.MethodPut}, others: true},
		{name: "patch", rules: []rbacv1.PolicyRule{getConnector, rule("connectors/proxy", nil, "patch")},
			allowed: []string{http.MethodPatch}, others: true},
		{name: "delete", rules: []rbacv1.PolicyRule{getConnector, rule("connectors/proxy", nil, "delete")},
			allowed: []string{http.MethodDelete}, others: true},
		{name: "list and watch", rules: []rbacv1.PolicyRule{getConnector, rule("connectors/proxy", nil, "list", "watch", "deletecollection")}},
		{name: "everything on one Connector", allowed: allMethods(), rules: []rbacv1.PolicyRule{
			rule("connectors", []string{connector.Name}, "get"), rule("connectors/proxy", []string{connector.Name}, "*"),
		}},
		{name: "status", rules: []rbacv1.PolicyRule{getConnector, rule("connectors/status", nil, "*")}},
	} {
		t.Run(test.name, func(t *testing.T) {
			account := stack.ServiceAccount(t, r.namespace)
			if len(test.rules) > 0 {
				stack.Allow(t, account, test.rules...)
			}
			r.eachWay(t, func(t *testing.T, by way) {
				for _, method := range allMethods() {
					allowed := slices.Contains(test.allowed, method)
					if by.aggregated && method == http.MethodOptions {
						allowed = slices.Equal(test.allowed, allMethods())
					}
					r.expectAccess(t, by, connector, tl, method, account.Token, allowed)
					r.expectAccess(t, by, other, tl, method, account.Token, allowed && test.others)
				}
			})
		})
	}
}

func (r room) expectAccess(t *testing.T, by way, c *v1alpha1.Connector, tl *tool, method, token string, allowed bool) {
	t.Helper()
	before := tl.count()
	got := r.send(t, by, c, call{method: method, rest: "/x?watch=true&dryRun=All", token: token})
	reached := tl.count() - before
	switch {
	case allowed && (got.StatusCode != http.StatusOK || reached != 1):
		t.Errorf("%s: answer %d: %s", method, got.StatusCode, clip(got.body))
	case !allowed && (got.StatusCode != http.StatusForbidden || reached != 0):
		t.Errorf("%s: answer %d, %d requests at the tool: %s", method, got.StatusCode, reached, clip(got.body))
	case !allowed && method != http.MethodHead && !strings.Contains(string(got.body), "connectors"):
		t.Errorf("%s: the refusal does not say what is missing: %s", method, clip(got.body))
	}
}

func TestAccessOfStrangers(t *testing.T) {
	r, elsewhere := newRoom(t), newRoom(t)
	tl := newTool(t, ok)
	connector := r.newConnector(t, tl.URL)
	connectorsAudience, err := stack.Cluster().ServiceAccountToken(t.Context(), r.namespace, r.account.Name, time.Hour, "connectors-proxy")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, token string
		code        int
	}{
		{"of another namespace", elsewhere.token, http.StatusForbidden},
		{"with a token for another audience", connectorsAudience, http.StatusUnauthorized},
		{"with a token that is none", "nonsense", http.StatusUnauthorized},
	} {
		t.Run(test.name, func(t *testing.T) {
			r.eachWay(t, func(t *testing.T, by way) {
				got := r.send(t, by, connector, call{token: test.token})
				if got.StatusCode != test.code || tl.count() != 0 {
					t.Errorf("answer %d, want %d: %s", got.StatusCode, test.code, clip(got.body))
				}
			})
		})
	}
	t.Run("without a token", func(t *testing.T) {
		r.eachWay(t, func(t *testing.T, by way) {
			res, err := by.client.Get(by.host + proxyPath(connector))
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
			if res.StatusCode != http.StatusForbidden && res.StatusCode != http.StatusUnauthorized || tl.count() != 0 {
				t.Errorf("answer %d", res.StatusCode)
			}
		})
	})
	t.Run("whose headers claim to be somebody", func(t *testing.T) {
		r.eachWay(t, func(t *testing.T, by way) {
			got := r.send(t, by, connector, call{token: elsewhere.token, header: http.Header{
				"X-Remote-User": {"admin"}, "X-Remote-Group": {"system:masters"},
			}})
			if got.StatusCode != http.StatusForbidden || tl.count() != 0 {
				t.Errorf("answer %d: %s", got.StatusCode, clip(got.body))
			}
		})
	})
}

// kubectl answers the question as for a built-in resource.
func TestAuthCanI(t *testing.T) {
	r := newRoom(t)
	reader := stack.ServiceAccount(t, r.namespace)
	stack.Allow(t, reader, rule("connectors", nil, "get"), rule("connectors/proxy", nil, "get"))
	for _, test := range []struct{ verb, resource, want string }{
		{"get", "connectors/proxy", "yes"},
		{"create", "connectors/proxy", "no"},
		{"get", "connectors", "yes"},
		{"update", "connectors/status", "no"},
	} {
		run := stack.TryKubectl(t.Context(), "", "auth", "can-i", test.verb, test.resource, "-n", r.namespace, "--as", reader.User())
		if strings.TrimSpace(run.Stdout) != test.want {
			t.Errorf("can-i %s %s: %q (%s), want %s", test.verb, test.resource, run.Stdout, run.Stderr, test.want)
		}
	}
}

// None of the roles for people lets a Connector's status be written, and only one lets tools be used.
func TestRolesForPeople(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, ok)
	connector := r.newConnector(t, tl.URL)
	for role, allowed := range map[string]bool{
		"connectors-connector-viewer-role": false,
		"connectors-connector-editor-role": false,
		userRole:                           true,
		"view":                             false,
		"edit":                             false,
		"admin":                            false,
	} {
		t.Run(role, func(t *testing.T) {
			account := stack.ServiceAccount(t, r.namespace, role)
			r.eachWay(t, func(t *testing.T, by way) {
				r.expectAccess(t, by, connector, tl, http.MethodGet, account.Token, allowed)
				r.expectAccess(t, by, connector, tl, http.MethodPost, account.Token, allowed)
			})
			config := account.As(stack.Admin(t))
			_, err := harness.Connectors(t, config).Connectors(r.namespace).UpdateStatus(t.Context(), connector, metav1.UpdateOptions{})
			if !apierrors.IsForbidden(err) {
				t.Errorf("writing the status: %v, want a refusal", err)
			}
		})
	}
}
