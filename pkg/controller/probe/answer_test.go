// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"net/http"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

func TestAnswersAreJudged(t *testing.T) {
	const plain = `http: {path: "/x?token=1"}`
	cel := func(expression string) string {
		return `http: {path: /x, disableRedirect: true, response: {cel: '` + expression + `'}}`
	}
	tests := []struct {
		name, probe string
		status      int
		body        string
		outcome     Outcome
		message     string
	}{
		{"200", plain, 200, "", Good, ""},
		{"204", plain, 204, "", Good, ""},
		{"299", plain, 299, "", Good, ""},
		{"304", plain, 304, "", Failed, "GET ADDRESS/x: answered 304 Not Modified; a 2xx answer was expected"},
		{"401", plain, 401, "", Rejected, "GET ADDRESS/x: answered 401 Unauthorized: the tool asks for a credential, and the Connector has none"},
		{"403", plain, 403, "", Rejected, "answered 403 Forbidden: the tool asks"},
		{"404", plain, 404, "", Failed, "answered 404 Not Found; a 2xx"},
		{"503", plain, 503, "", Failed, "answered 503 Service Unavailable; a 2xx answer was expected"},
		{"unknown status", plain, 599, "", Failed, "answered 599; a 2xx"},
		{"redirect without Location", plain, 302, "", Failed, "answered 302 Found; a 2xx"},
		{"cel takes 500", cel("response.statusCode == 500"), 500, "", Good, ""},
		{"cel takes 401", cel("response.statusCode < 500"), 401, "", Good, ""},
		{"cel takes a redirect", cel("response.statusCode == 302"), 302, "", Good, ""},
		{"cel denies 200", cel("response.statusCode == 204"), 200, "", Denied, "GET ADDRESS/x: answered 200 OK, which the expression of the class does not accept"},
		{"cel denies 503", cel("response.statusCode < 500"), 503, "", Failed, "answered 503 Service Unavailable, which the expression"},
		{"cel denies 401", cel("response.statusCode < 400"), 401, "", Rejected, "the tool asks for a credential"},
		{"cel on JSON", cel(`response.body.status == "ok" && response.body.n == 1`), 200, `{"status":"ok","n":1}`, Good, ""},
		{"cel on text", cel(`response.bodyString.startsWith("pong")`), 200, "pong!", Good, ""},
		{"cel on headers", cel(`response.headers["x-version"][0] == "7"`), 200, "", Good, ""},
		{"cel throws", cel(`response.body.nope.x`), 200, `{"a":1}`, Failed, `answered 200 OK, and the expression of the class could not be evaluated: line 1, column`},
		{"cel throws on 403", cel(`response.body.ok`), 403, "<html>", Rejected, "answered 403 Forbidden: the tool asks"},
		{"cel gives no bool", cel(`response.body.a`), 200, `{"a":1}`, Failed, "must give a bool"},
		{"cel divides by zero", cel(`1 / (response.statusCode - 200) == 1`), 200, "", Failed, "division by zero"},
		{"1 MiB of body", cel(`response.bodyString.size() == 1048576`), 200, strings.Repeat("x", 1<<20), Good, ""},
		{"more than 1 MiB of body", cel(`response.bodyString.size() > 0`), 200, strings.Repeat("x", 1<<20+1), Failed, "answered 200 OK with more than 1 MiB"},
		{"more than 1 MiB that nobody looks at", cel(`response.statusCode == 200`), 200, strings.Repeat("x", 1<<20+1), Good, ""},
		{"more than 1 MiB of 401", cel(`response.bodyString == ""`), 401, strings.Repeat("x", 1<<20+1), Rejected, "401 Unauthorized"},
	}
	runner := newRunner(t, nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			address := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("X-Version", "7")
				w.WriteHeader(tt.status)
				_, _ = w.Write([]byte(tt.body))
			})
			expect(t, run(t, runner, tt.probe, newInput(t, address)), tt.outcome, tt.message, address)
		})
	}
}

func TestRefusalSaysWhatToDo(t *testing.T) {
	const bearer = `http: {path: /, httpHeaders: [{name: Authorization, value: "{{ with .Secret }}Bearer {{ .StringData.token }}{{ end }}"}]}`
	address := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	withSecret := newInput(t, address, "token", canary)
	refersOnly := newInput(t, address)
	refersOnly.Connector.Spec.Auth = &v1alpha1.ConnectorAuth{SecretRef: &v1alpha1.SecretReference{Name: "secret"}}
	tests := []struct {
		name, probe string
		in          Input
		want        string
	}{
		{"with the Secret", bearer, withSecret, "the tool rejects the credential: check the Secret"},
		{"in the path", `http: {path: "/{{ .Secret.StringData.token }}"}`, withSecret, "the tool rejects the credential: check the Secret"},
		{"the probe does not use it", `http: {path: /}`, withSecret, "the tool asks for a credential, and this probe carries none"},
		{"the probe is not given it", bearer, refersOnly, "the tool asks for a credential, and this probe carries none"},
		{"without a Secret", bearer, newInput(t, address), "the tool asks for a credential, and the Connector has none"},
	}
	runner := newRunner(t, nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			expect(t, run(t, runner, tt.probe, tt.in), Rejected, "answered 401 Unauthorized: "+tt.want, address)
		})
	}
}

func TestMessagesAreBounded(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) })
	got := run(t, newRunner(t, nil), `http: {path: "/{{ repeat 4000 \"x\" }}"}`, newInput(t, address))
	expect(t, got, Failed, "xxx…: answered 404 Not Found", address)
	if len(got.Message) > 400 {
		t.Errorf("%d bytes: %s", len(got.Message), got.Message)
	}
}
