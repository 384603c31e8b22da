// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registrytoken

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseChallenges(t *testing.T) {
	type params = map[string]string
	one := func(scheme string, p params) []challenge { return []challenge{{scheme, p}} }
	for _, test := range []struct {
		name    string
		headers []string
		want    []challenge
	}{
		{"none", nil, nil},
		{"empty", []string{""}, nil},
		{"scheme alone", []string{"Negotiate"}, one("negotiate", params{})},
		{"token service", []string{`Bearer realm="https://a/t",service="reg.io",scope="repository:a/b:pull,push"`},
			one("bearer", params{"realm": "https://a/t", "service": "reg.io", "scope": "repository:a/b:pull,push"})},
		{"blanks everywhere", []string{"  BEARER\trealm = \"https://a/t\" ,  Service=reg ,,"}, one("bearer", params{"realm": "https://a/t", "service": "reg"})},
		{"escapes", []string{`Basic realm="a \"b\" \\ c"`}, one("basic", params{"realm": `a "b" \ c`})},
		{"two in one header", []string{`Basic realm="x", Bearer realm="https://a/t"`},
			[]challenge{{"basic", params{"realm": "x"}}, {"bearer", params{"realm": "https://a/t"}}}},
		{"two headers", []string{`Basic realm="x"`, `Bearer realm="https://a/t"`},
			[]challenge{{"basic", params{"realm": "x"}}, {"bearer", params{"realm": "https://a/t"}}}},
		{"a comma in quotes", []string{`Bearer scope="a:pull,push", realm="x"`}, one("bearer", params{"scope": "a:pull,push", "realm": "x"})},
		{"the first of two values", []string{`Bearer realm="a", realm="b"`}, one("bearer", params{"realm": "a"})},
		{"token68 before another", []string{`Negotiate YWJj==, Bearer realm="x"`},
			[]challenge{{"negotiate", params{}}, {"bearer", params{"realm": "x"}}}},
		{"quotes without an end", []string{`Bearer realm="https://a`}, one("bearer", params{})},
		{"an escape without an end", []string{`Bearer realm="https://a\`}, one("bearer", params{})},
		{"a parameter without a scheme", []string{`realm="x"`}, nil},
		{"no token", []string{"\x00\xff, (), Basic"}, one("basic", params{})},
		{"too long", []string{"Basic realm=" + strings.Repeat("a", maxChallengeBytes)}, nil},
		{"too many headers", append(make([]string, maxChallengeHeaders), "Basic"), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := parseChallenges(test.headers)
			if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(challenge{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDemandOf(t *testing.T) {
	for _, test := range []struct {
		name    string
		headers []string
		want    demand
		scopes  []string
	}{
		{"nothing", nil, demand{}, nil},
		{"password", []string{`Basic realm="r"`}, demand{scheme: schemeBasic}, nil},
		{"token", []string{`Bearer realm="https://a/t",service="s",scope="a b"`}, demand{schemeBearer, "https://a/t", "s"}, []string{"a", "b"}},
		{"token rather than password", []string{`Basic realm="r", Bearer realm="https://a/t"`}, demand{schemeBearer, "https://a/t", ""}, []string{}},
		{"realm that is no URL", []string{`Bearer realm="registry", Basic realm="r"`}, demand{scheme: schemeBasic}, nil},
		{"realm with a password", []string{`Bearer realm="https://u:p@a/t"`}, demand{}, nil},
		{"realm of another protocol", []string{`Bearer realm="file:///etc/passwd"`}, demand{}, nil},
		{"too much scope", []string{`Bearer realm="https://a/t",scope="` + strings.Repeat("a ", maxScopeBytes/2+1) + `"`}, demand{}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			header := http.Header{"Www-Authenticate": test.headers}
			got, scopes := demandOf(&http.Response{Header: header})
			if test.name == "too much scope" {
				if len(scopes) > maxScopes {
					t.Errorf("%d scopes", len(scopes))
				}
				return
			}
			if diff := cmp.Diff(test.scopes, scopes); got != test.want || diff != "" {
				t.Errorf("got %+v, want %+v; %s", got, test.want, diff)
			}
		})
	}
}

// Whatever a registry sends, reading it ends, and finds no more than was sent.
func FuzzParseChallenges(f *testing.F) {
	f.Add(`Bearer realm="https://a/t",service="s",scope="repository:a:pull"`)
	f.Add(`Negotiate YWJj==, Basic realm="a\"b", =,\`)
	f.Add("Bearer realm=\"" + strings.Repeat("\\", 99))
	f.Fuzz(func(t *testing.T, header string) {
		size := 0
		for _, c := range parseChallenges([]string{header}) {
			size += len(c.scheme)
			for name, value := range c.params {
				if name == "" || strings.ContainsAny(name, "\" ,=\t") {
					t.Errorf("a parameter is called %q", name)
				}
				size += len(name) + len(value)
			}
		}
		if size > len(header) {
			t.Errorf("%d bytes were found in %d", size, len(header))
		}
		asked, scopes := demandOf(&http.Response{Header: http.Header{"Www-Authenticate": {header}}})
		if asked.scheme == schemeBearer {
			if _, err := tokenRequest(t.Context(), asked, scopes); err != nil {
				t.Errorf("a token service that cannot be asked: %v", err)
			}
		}
	})
}
