// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

func basic(pair string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte(pair)) }

func TestTokenOf(t *testing.T) {
	for _, tt := range []struct {
		name   string
		values []string
		want   string
		error  string
	}{
		{"bearer", []string{"Bearer " + canary}, canary, ""},
		{"bearer in lower case", []string{"bearer   " + canary + " "}, canary, ""},
		{"basic", []string{basic("git:" + canary)}, canary, ""},
		{"basic without a user", []string{basic(":" + canary)}, canary, ""},
		{"basic with colons in the token", []string{basic("a:" + canary + ":b")}, canary + ":b", ""},
		{"basic in upper case", []string{"BASIC" + basic("a:" + canary)[5:]}, canary, ""},
		{"none", nil, "", "a token is needed"},
		{"empty", []string{""}, "", "must be Bearer or Basic"},
		{"bearer without a token", []string{"Bearer "}, "", "holds no token"},
		{"basic without a password", []string{basic(canary)}, "", "holds no token"},
		{"basic with an empty password", []string{basic(canary + ":")}, "", "holds no token"},
		{"basic that is no base64", []string{"Basic " + canary + "!"}, "", "holds no token"},
		{"another scheme", []string{"Digest " + canary}, "", "must be Bearer or Basic"},
		{"two", []string{"Bearer " + canary, "Bearer " + canary}, "", "more than one"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.Header["Authorization"] = tt.values
			token, err := TokenOf(r)
			if token.Reveal() != tt.want {
				t.Errorf("token %q, want %q", token.Reveal(), tt.want)
			}
			if tt.error == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if !apierrors.IsUnauthorized(err) || !strings.Contains(err.Error(), tt.error) || strings.Contains(err.Error(), canary) {
				t.Errorf("error %v, want Unauthorized with %q", err, tt.error)
			}
		})
	}
}

func TestVerbs(t *testing.T) {
	for _, tt := range []struct {
		method  string
		upgrade bool
		want    []string
	}{
		{http.MethodGet, false, []string{"get"}},
		{http.MethodHead, false, []string{"get"}},
		{http.MethodOptions, false, []string{"get"}},
		{http.MethodPost, false, []string{"create"}},
		{http.MethodPut, false, []string{"update"}},
		{http.MethodPatch, false, []string{"patch"}},
		{http.MethodDelete, false, []string{"delete"}},
		{http.MethodGet, true, []string{"get", "create"}},
		{http.MethodPost, true, []string{"create"}},
		{http.MethodDelete, true, []string{"delete", "create"}},
		{http.MethodTrace, false, nil},
		{http.MethodConnect, false, nil},
		{http.MethodConnect, true, nil},
		{"PROPFIND", false, nil},
		{"get", false, nil},
		{"", false, nil},
	} {
		got, ok := Verbs(tt.method, tt.upgrade)
		if !slices.Equal(got, tt.want) || ok != (tt.want != nil) {
			t.Errorf("Verbs(%q, %t) is %v, %t; want %v", tt.method, tt.upgrade, got, ok, tt.want)
		}
	}
}
