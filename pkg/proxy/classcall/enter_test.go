// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classcall

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/endpoints/request"
)

// Who can make users has the slots of one of them only.
func TestUserOf(t *testing.T) {
	for _, tt := range []struct{ name, user, want string }{
		{"a user", "ada", "ada"},
		{"a ServiceAccount", "system:serviceaccount:team:ci", "system:serviceaccounts:team"},
		{"another of the same namespace", "system:serviceaccount:team:ci-2", "system:serviceaccounts:team"},
		{"one of another namespace", "system:serviceaccount:other:ci", "system:serviceaccounts:other"},
		{"a user called much like one", "system:serviceaccount:team", "system:serviceaccount:team"},
		{"nobody", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			if tt.user != "" {
				r = r.WithContext(request.WithUser(r.Context(), &user.DefaultInfo{Name: tt.user}))
			}
			if got := userOf(r); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
