// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"k8s.io/apiserver/pkg/authentication/authenticator"
	"k8s.io/apiserver/pkg/authentication/user"
)

func TestAnonymousCallers(t *testing.T) {
	broken := errors.New("the cluster is away")
	for _, tt := range []struct {
		name, user, path string
		err              error
		ok               bool
	}{
		{"somebody", "connectors-apiserver", "/git/refs", nil, true},
		{"nobody", user.Anonymous, "/git/refs", nil, false},
		{"nobody who asks for metrics", user.Anonymous, "/metrics", nil, false},
		{"nobody who asks for health", user.Anonymous, "/readyz", nil, true},
		{"nobody at a path that begins alike", user.Anonymous, "/readyz/../git/refs", nil, false},
		{"an error", user.Anonymous, "/readyz", broken, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inner := authenticator.RequestFunc(func(*http.Request) (*authenticator.Response, bool, error) {
				return &authenticator.Response{User: &user.DefaultInfo{Name: tt.user}}, tt.err == nil, tt.err
			})
			_, ok, err := known{inner}.AuthenticateRequest(httptest.NewRequest(http.MethodGet, tt.path, nil))
			if ok != tt.ok || !errors.Is(err, tt.err) {
				t.Errorf("got %v, %v", ok, err)
			}
		})
	}
}
