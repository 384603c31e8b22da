// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apiserver/pkg/authentication/user"
)

func (c *cluster) newAuthorizer() *Authorizer {
	c.t.Helper()
	decisions, err := NewDecisions(c.client.AuthorizationV1(), c.metrics)
	if err != nil {
		c.t.Fatal(err)
	}
	a, err := NewAuthorizer(decisions)
	if err != nil {
		c.t.Fatal(err)
	}
	return a
}

func access(verbs ...string) Access {
	return Access{User: &user.DefaultInfo{Name: "app"}, Namespace: "team", Connector: "tool", Verbs: verbs}
}

func TestAuthorize(t *testing.T) {
	const (
		get      = "app get connectors.connectors.alauda.io team/tool"
		use      = "app get connectors.connectors.alauda.io/proxy team/tool"
		exchange = "app create connectors.connectors.alauda.io/proxy team/tool"
	)
	for _, tt := range []struct {
		name    string
		rights  []string
		access  Access
		asked   []string
		missing string
	}{
		{"all that is needed", []string{get, use}, access("get"), []string{get, use}, ""},
		{"an upgrade", []string{get, use, exchange}, access("get", "create"), []string{get, use, exchange}, ""},
		{"no right to see the connector", []string{use}, access("get"), []string{get}, `the verb get on connectors in namespace "team"`},
		{"no right to use it", []string{get}, access("get"), []string{get, use}, `the verb get on connectors/proxy in namespace "team"`},
		{"another verb", []string{get, use}, access("create"), []string{get, exchange}, "the verb create on connectors/proxy"},
		{"an upgrade without create", []string{get, use}, access("get", "create"), []string{get, use, exchange}, "the verb create on connectors/proxy"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newCluster(t)
			for _, right := range tt.rights {
				c.rights[right] = true
			}
			err := c.newAuthorizer().Authorize(t.Context(), tt.access)
			if tt.missing == "" && err != nil {
				t.Errorf("error %v", err)
			}
			if tt.missing != "" && (!apierrors.IsForbidden(err) || !strings.Contains(err.Error(), tt.missing) ||
				!strings.Contains(err.Error(), `user "app"`) || strings.Contains(err.Error(), "tool\"")) {
				t.Errorf("error %v, want Forbidden with %q", err, tt.missing)
			}
			if asked := c.questions(); !slices.Equal(asked, tt.asked) {
				t.Errorf("asked %q, want %q", asked, tt.asked)
			}
		})
	}
}

func TestAuthorizeFailsClosed(t *testing.T) {
	for _, code := range []int{http.StatusInternalServerError, http.StatusForbidden, http.StatusServiceUnavailable} {
		t.Run(http.StatusText(code), func(t *testing.T) {
			c := newCluster(t)
			c.change(func(c *cluster) { c.failing = code })
			if err := c.newAuthorizer().Authorize(t.Context(), access("get")); !apierrors.IsServiceUnavailable(err) {
				t.Errorf("error %v, want ServiceUnavailable", err)
			}
		})
	}
}
