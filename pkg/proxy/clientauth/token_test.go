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
	"time"

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

func TestParseJWT(t *testing.T) {
	for _, tt := range []struct {
		name, token string
		want        bool
		expiry      time.Time
	}{
		{"plain", jwt(`{"aud":["connectors-proxy"]}`), true, time.Time{}},
		{"with an expiry", jwt(`{"exp":1700000000}`), true, time.Unix(1_700_000_000, 0)},
		{"with a fraction", jwt(`{"exp":1700000000.75}`), true, time.Unix(1_700_000_000, 0)},
		{"with an expiry before all time", jwt(`{"exp":-5}`), true, time.Unix(1, 0)},
		{"with an expiry after all time", jwt(`{"exp":1e300}`), true, time.Unix(1<<40, 0)},
		{"with an expiry that is no number", jwt(`{"exp":"soon"}`), false, time.Time{}},
		{"empty", "", false, time.Time{}},
		{"opaque", canary, false, time.Time{}},
		{"two parts", "e30.e30", false, time.Time{}},
		{"four parts", jwt(`{}`) + ".e30", false, time.Time{}},
		{"no signature", strings.TrimSuffix(jwt(`{}`), "Y2FuYXJ5N2MzMQ"), false, time.Time{}},
		{"algorithm none", jwtWith(`{"alg":"none"}`, `{}`), false, time.Time{}},
		{"no algorithm", jwtWith(`{}`, `{}`), false, time.Time{}},
		{"header that is no JSON", jwtWith(`alg`, `{}`), false, time.Time{}},
		{"claims that are no object", jwt(`[]`), false, time.Time{}},
		{"padded", strings.Replace(jwt(`{}`), ".", "=.", 1), false, time.Time{}},
		{"line break", strings.Replace(jwt(`{}`), ".", "\n.", 1), false, time.Time{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := parseJWT(tt.token)
			if ok != tt.want || !got.expiry.Equal(tt.expiry) {
				t.Errorf("%t, expiry %v; want %t, %v", ok, got.expiry, tt.want, tt.expiry)
			}
		})
	}
}

func FuzzParseJWT(f *testing.F) {
	f.Add(jwt(`{"exp":1700000000}`))
	f.Add("e30.e30.e30")
	f.Add(jwt(`{"exp":-1e400}`))
	f.Fuzz(func(t *testing.T, token string) {
		if _, ok := parseJWT(token); ok && strings.Count(token, ".") != 2 {
			t.Errorf("%q is taken for a JSON Web Token", token)
		}
	})
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
