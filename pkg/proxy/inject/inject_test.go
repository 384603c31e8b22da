// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package inject

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/davecgh/go-spew/spew"
	"github.com/google/go-cmp/cmp"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/target"
)

const canary = "canary/7d+e2 9a"

func secret(pairs ...string) map[string]target.Credential {
	data := map[string]target.Credential{}
	for i := 0; i < len(pairs); i += 2 {
		data[pairs[i]] = target.NewCredential(pairs[i+1])
	}
	return data
}

func templates(pairs ...string) []target.NamedTemplate {
	var all []target.NamedTemplate
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, target.NamedTemplate{Name: pairs[i], Template: pairs[i+1]})
	}
	return all
}

func basicInput(username, password string) target.InjectorInput {
	return target.InjectorInput{SecretType: "kubernetes.io/basic-auth", Secret: secret("username", username, "password", password)}
}

func bearerInput(token string) target.InjectorInput {
	return target.InjectorInput{SecretType: "connectors.cpaas.io/bearer-token", Secret: secret("token", token)}
}

func headerInput(name, template string) target.InjectorInput {
	return target.InjectorInput{
		SecretType: "Opaque", Secret: secret("token", canary, "username", "robot-account"),
		Inject:    &target.InjectTemplates{Headers: templates(name, template)},
		Connector: map[string]any{"Spec": map[string]any{"Address": "https://tool.example"}},
	}
}

func queryInput(name, template string) target.InjectorInput {
	input := headerInput(name, template)
	input.Inject = &target.InjectTemplates{Query: input.Inject.Headers}
	return input
}

func TestInject(t *testing.T) {
	pair := base64.StdEncoding.EncodeToString([]byte("robot:" + canary))
	tests := []struct {
		name    string
		input   target.InjectorInput
		headers http.Header
		query   string
		want    http.Header
		wantRaw string
	}{
		{"basic", basicInput("robot", canary), nil, "", http.Header{"Authorization": {"Basic " + pair}}, ""},
		{"basic without user", basicInput("", "pw"), nil, "", http.Header{"Authorization": {"Basic OnB3"}}, ""},
		{"basic with a token as user", basicInput("tk", ""), nil, "", http.Header{"Authorization": {"Basic dGs6"}}, ""},
		{"bearer", bearerInput("abc"), nil, "a=b", http.Header{"Authorization": {"Bearer abc"}}, "a=b"},
		{
			"client's own is replaced", bearerInput("abc"), http.Header{"Authorization": {"Bearer fake", "Basic x"}, "Accept": {"*/*"}}, "",
			http.Header{"Authorization": {"Bearer abc"}, "Accept": {"*/*"}}, "",
		},
		{
			"header template", headerInput("private-token", "T {{ .Secret.StringData.token }}"),
			http.Header{"Private-Token": {"mine"}, "Private_token": {"mine"}, "Private_Token": {"mine"}}, "",
			http.Header{"Private-Token": {"T " + canary}}, "",
		},
		{
			"sprig and Connector", headerInput("X-A", "{{ .Secret.Type }} {{ .Connector.Spec.Address }} {{ .Secret.StringData.token | b64enc }}"), nil, "",
			http.Header{"X-A": {"Opaque https://tool.example " + base64.StdEncoding.EncodeToString([]byte(canary))}}, "",
		},
		{"template from a block of YAML", headerInput("X-A", "{{ .Secret.Type }}\n"), nil, "", http.Header{"X-A": {"Opaque"}}, ""},
		{"query template", queryInput("key", "{{ .Secret.StringData.token }}"), nil, "", http.Header{}, "key=canary%2F7d%2Be2+9a"},
		{
			"query parameter replaced", queryInput("key", "v"), nil, "z=1&key=mine&%6bey=mine&key&a=%2f;&&key2=x", http.Header{},
			"z=1&a=%2f;&key2=x&key=v",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			injector, err := New(tt.input)
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				headers := tt.headers.Clone()
				if headers == nil {
					headers = http.Header{}
				}
				req := &http.Request{Header: headers, URL: &url.URL{RawQuery: tt.query}}
				if err := injector.Inject(req); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(tt.want, req.Header); diff != "" {
					t.Errorf("headers (-want +got):\n%s", diff)
				}
				if req.URL.RawQuery != tt.wantRaw {
					t.Errorf("query %q, want %q", req.URL.RawQuery, tt.wantRaw)
				}
				// What one request's owner does to its headers must not reach the next.
				for name := range req.Header {
					req.Header.Add(name, "more")
				}
			}
		})
	}
}

func TestNewRefuses(t *testing.T) {
	twice := headerInput("X-A", "a")
	twice.Inject.Headers = templates("X-A", "a", "x-a", "b")
	empty := headerInput("X-A", "a")
	empty.Inject = &target.InjectTemplates{}
	tests := []struct {
		name    string
		input   target.InjectorInput
		message []string
	}{
		{"unknown type", target.InjectorInput{SecretType: "own/type", Secret: secret("a", canary)}, []string{"own/type", "inject"}},
		{"no type", target.InjectorInput{Secret: secret("a", canary)}, []string{"inject"}},
		{"basic, no password", target.InjectorInput{SecretType: "kubernetes.io/basic-auth", Secret: secret("username", canary)}, []string{`"password"`}},
		{"basic, no user", target.InjectorInput{SecretType: "kubernetes.io/basic-auth", Secret: secret("password", canary)}, []string{`"username"`}},
		{"basic, both empty", basicInput("", ""), []string{"both empty"}},
		{"basic, colon", basicInput("canary:x", "p"), []string{`"username"`, "colon"}},
		{"basic, line break", basicInput("u", canary+"\n"), []string{`"password"`, "line break at its end"}},
		{"basic, control character", basicInput("u\x00", canary), []string{`"username"`, "control character"}},
		{"bearer, no token", target.InjectorInput{SecretType: v1alpha1.SecretTypeBearerToken}, []string{`"token"`}},
		{"bearer, empty", bearerInput(""), []string{`"token"`, "empty"}},
		{"bearer, line break at its end", bearerInput(canary + "\n"), []string{`"token"`, "Authorization", "line break at its end"}},
		{"bearer, CRLF at its end", bearerInput(canary + "\r\n"), []string{"line break at its end"}},
		{"bearer, header injection", bearerInput(canary + "\r\nX-Remote-User: admin"), []string{"holds a line break"}},
		{"bearer, NUL", bearerInput("\x00" + canary), []string{"control character"}},
		{"bearer, blank", bearerInput(canary + " "), []string{"blank"}},
		{"template, line break", headerInput("X-A", `{{ .Secret.StringData.token }}{{ "\n" }}`), []string{`"X-A"`, "line break at its end"}},
		{"template, empty", headerInput("X-A", ""), []string{`"X-A"`, "empty"}},
		{"template, unknown key", headerInput("X-A", "{{ .Secret.StringData.absent }}"), []string{`"X-A"`}},
		{"template, unknown field", headerInput("X-A", "{{ .Connector.Metadata.Name }}"), []string{`"X-A"`}},
		{"template, does not parse", headerInput("X-A", "{{ .Secret"), []string{`"X-A"`}},
		{"template, fails", headerInput("X-A", "{{ fail .Secret.StringData.token }}"), []string{`"X-A"`}},
		{"template, environment", headerInput("X-A", `{{ env "HOME" }}`), []string{`"X-A"`}},
		{"name twice", twice, []string{"twice"}},
		{"nothing", empty, []string{"no header and no query"}},
		{"bad name", headerInput("X A", "a"), []string{"valid name"}},
		{"no name", headerInput("", "a"), []string{"valid name"}},
		{"query without name", queryInput("", "a"), []string{"name is empty"}},
		{"query, empty", queryInput("a", ""), []string{"value is empty"}},
		{"query, line break", queryInput("a", `{{ .Secret.StringData.token }}{{ "\n" }}`), []string{"line break at its end"}},
	}
	for _, name := range []string{"Host", "content-length", "Transfer-Encoding", "Connection", "te", "Upgrade", "Trailer", "Proxy-Authorization", "Transfer_Encoding"} {
		tests = append(tests, struct {
			name    string
			input   target.InjectorInput
			message []string
		}{"forbidden " + name, headerInput(name, "a"), []string{fmt.Sprintf("%q", name), "cannot be injected"}})
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := New(tt.input)
			if err == nil {
				t.Fatal("accepted")
			}
			for _, part := range tt.message {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q does not speak of %s", err, part)
				}
			}
			if strings.Contains(err.Error(), "canary") {
				t.Errorf("%q holds the credential", err)
			}
		})
	}
}

func TestKeyMissingIsTyped(t *testing.T) {
	_, err := New(target.InjectorInput{SecretType: v1alpha1.SecretTypeBearerToken})
	var missing *KeyMissingError
	if !errors.As(err, &missing) || missing.Key != "token" {
		t.Errorf("%v", err)
	}
}

func TestReveals(t *testing.T) {
	tests := []struct {
		name, value string
		input       target.InjectorInput
		want        bool
	}{
		{"whole header", "Basic " + base64.StdEncoding.EncodeToString([]byte("robot:"+canary)), basicInput("robot", canary), true},
		{"pair", "x" + base64.StdEncoding.EncodeToString([]byte("robot:"+canary)) + "y", basicInput("robot", canary), true},
		{"password", "pw=" + canary, basicInput("robot", canary), true},
		{"user name", "/users/robot-account", basicInput("robot-account", canary), false},
		{"token", "is " + canary + "!", bearerInput(canary), true},
		{"base64", base64.StdEncoding.EncodeToString([]byte(canary)), bearerInput(canary), true},
		{"base64 for URLs", base64.URLEncoding.EncodeToString([]byte("~~~???" + canary)), bearerInput("~~~???" + canary), true},
		{"escaped for a query", "https://x/?t=" + url.QueryEscape(canary), bearerInput(canary), true},
		{"escaped for a path", "https://x/" + url.PathEscape(canary), bearerInput(canary), true},
		{"short, exactly", "Bearer abc", bearerInput("abc"), true},
		{"short, within", "abcdef", bearerInput("abc"), false},
		{"nothing", "", bearerInput("abc"), false},
		{"other", "text/html; charset=utf-8", bearerInput(canary), false},
		{"constant header", "application/json; v=2", headerInput("Accept", "application/json"), false},
		{"constant header, exactly", "application/json", headerInput("Accept", "application/json"), false},
		{"header of the user name", "robot-account", headerInput("X-User", "{{ .Secret.StringData.username }}"), false},
		{"part of the secret", "canary/7", headerInput("X-Key", "{{ .Secret.StringData.token | trunc 8 }}"), true},
		{"second word", strings.ToUpper(canary), headerInput("X-Key", "Key {{ .Secret.StringData.token | upper }}"), true},
		{"query value", canary, queryInput("k", "{{ .Secret.StringData.token }}"), true},
		{"secret that no template uses", canary, headerInput("X-A", "a"), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			injector, err := New(tt.input)
			if err != nil {
				t.Fatal(err)
			}
			if got := injector.Reveals(tt.value); got != tt.want {
				t.Errorf("Reveals(%q) = %t", tt.value, got)
			}
		})
	}
}

func TestInjectorsAreNotRendered(t *testing.T) {
	for _, input := range []target.InjectorInput{
		basicInput("robot", canary), bearerInput(canary),
		headerInput("X-A", "{{ .Secret.StringData.token }}"), queryInput("a", "{{ .Secret.StringData.token }}"),
	} {
		injector, err := New(input)
		if err != nil {
			t.Fatal(err)
		}
		for _, rendered := range []string{
			fmt.Sprintf("%v %+v %#v %+v", injector, injector, input, &target.Target{Injector: injector}),
			spew.Sdump(injector, input),
		} {
			for _, form := range append(needles(canary), base64.StdEncoding.EncodeToString([]byte("robot:"+canary))) {
				if strings.Contains(rendered, form) {
					t.Errorf("the credential shows as %q in %s", form, rendered)
				}
			}
		}
	}
}
