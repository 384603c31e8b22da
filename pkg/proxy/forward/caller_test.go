// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/util/validation"
)

func TestParseCaller(t *testing.T) {
	for _, tt := range []struct {
		name   string
		values []string
		want   string
	}{
		{"plain", []string{basic("team/tool", token)}, "team/tool"},
		{"encoded slash", []string{basic("team%2Ftool", token)}, "team/tool"},
		{"encoded slash in lower case", []string{basic("team%2ftool", token)}, "team/tool"},
		{"dots", []string{basic("team/git.example.com", token)}, "team/git.example.com"},
		{"lower case scheme", []string{strings.Replace(basic("team/tool", token), "Basic", "basic", 1)}, "team/tool"},
		{"more blanks", []string{" Basic   " + strings.TrimPrefix(basic("team/tool", token), "Basic ") + "\t"}, "team/tool"},
		{"a colon in the token", []string{basic("team/tool", token+":x")}, "team/tool"},
		{"none", nil, ""},
		{"empty", []string{""}, ""},
		{"two", []string{basic("team/tool", token), basic("team/tool", token)}, ""},
		{"two in one", []string{basic("team/tool", token) + ", " + basic("team/tool", token)}, ""},
		{"bearer", []string{"Bearer " + token}, ""},
		{"no base64", []string{"Basic canary!"}, ""},
		{"base64 for URLs", []string{"Basic " + base64.RawURLEncoding.EncodeToString([]byte("team/tool:\xff\xfe\xfd1"))}, ""},
		{"a line break in base64", []string{"Basic " + base64.StdEncoding.EncodeToString([]byte("team/tool:x")) + "\n"}, ""},
		{"no colon", []string{"Basic " + base64.StdEncoding.EncodeToString([]byte("team/tool"))}, ""},
		{"no token", []string{basic("team/tool", "")}, ""},
		{"a control character in the token", []string{basic("team/tool", "a\nb")}, ""},
		{"no connector", []string{basic("team", token)}, ""},
		{"no namespace", []string{basic("/tool", token)}, ""},
		{"three names", []string{basic("team/tool/more", token)}, ""},
		{"two encoded slashes", []string{basic("team%2Ftool%2Fmore", token)}, ""},
		{"encoded twice", []string{basic("team%252Ftool", token)}, ""},
		{"both slashes", []string{basic("team/to%2Fol", token)}, ""},
		{"dots that lead out", []string{basic("team/..", token)}, ""},
		{"upper case", []string{basic("Team/tool", token)}, ""},
		{"too long", []string{basic("team/tool", strings.Repeat("x", maxCaller))}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := callerOf(&http.Request{Header: http.Header{"Proxy-Authorization": tt.values}})
			if tt.want == "" {
				if !apierrors.IsUnauthorized(err) || !strings.Contains(err.Error(), "<namespace>%2F<connector>") {
					t.Errorf("caller %s/%s, error %v", got.namespace, got.connector, err)
				}
				refuseCanaries(t, "the error", err.Error())
				return
			}
			if err != nil || got.namespace+"/"+got.connector != tt.want || !strings.HasPrefix(got.token.Reveal(), token) {
				t.Errorf("caller %s/%s, error %v", got.namespace, got.connector, err)
			}
			refuseCanaries(t, "a caller that is printed", fmt.Sprintf("%v %+v %#v", got, got, got))
		})
	}
}

func FuzzParseCaller(f *testing.F) {
	f.Add("Basic dGVhbS90b29sOng=")
	f.Add(basic("team%2Ftool", "x"))
	f.Add("basic =")
	f.Fuzz(func(t *testing.T, value string) {
		got, err := parseCaller([]string{value})
		if err != nil {
			if got.namespace != "" || got.token.Reveal() != "" || !apierrors.IsUnauthorized(err) {
				t.Errorf("%v with an error %v", got, err)
			}
			return
		}
		if len(validation.IsDNS1123Label(got.namespace)) > 0 || len(validation.IsDNS1123Subdomain(got.connector)) > 0 ||
			got.token.Reveal() == "" || strings.ContainsAny(got.token.Reveal(), "\r\n\x00") {
			t.Errorf("%q gave %s/%s", value, got.namespace, got.connector)
		}
	})
}
