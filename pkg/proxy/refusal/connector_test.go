// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package refusal

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/proxy/audit"
	"connectors.alauda.io/pkg/target"
)

func TestAnswersAboutAConnector(t *testing.T) {
	tool := &target.Target{Namespace: "team", Name: "tool", UID: "uid-1"}
	retry := About(tool, 429, metav1.StatusReasonTooManyRequests, "later")
	retry.Details.RetryAfterSeconds = 3
	for _, tt := range []struct {
		name   string
		status metav1.Status
		code   int
		// text is the whole message, reason what the audit log says.
		text, reason string
		header, want string
	}{
		{"a failure", About(tool, 502, "BadGateway", "why"), 502, "connector team/tool: why", "BadGateway", "Retry-After", ""},
		{"later", retry, 429, "connector team/tool: later", "TooManyRequests", "Retry-After", "3"},
		{"a method", About(tool, 405, "MethodNotAllowed", "no"), 405, "connector team/tool: no", "MethodNotAllowed", "Allow", AllowedMethods},
		{"somebody must change something", Unusable(tool, &target.Unusable{Reason: "SecretNotFound", Message: "gone"}),
			409, "connector team/tool: SecretNotFound: gone", "SecretNotFound", "Content-Type", "application/json"},
		{"waiting helps", Unusable(tool, &target.Unusable{Reason: "ConnectorClassNotReady", Message: "wait", Transient: true}),
			503, "connector team/tool: ConnectorClassNotReady: wait", "ConnectorClassNotReady", "X-Content-Type-Options", "nosniff"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var record audit.Record
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r = r.WithContext(audit.With(r.Context(), &record))
			recorder := httptest.NewRecorder()
			Answer(recorder, r, tt.status, JSON)
			var got metav1.Status
			if err := json.Unmarshal(recorder.Body.Bytes(), &got); err != nil {
				t.Fatal(err)
			}
			if recorder.Code != tt.code || int(got.Code) != tt.code || got.Message != tt.text || record.Reason != tt.reason ||
				recorder.Header().Get(tt.header) != tt.want {
				t.Errorf("answer %d, %v, %s, audited as %q", recorder.Code, recorder.Header(), recorder.Body, record.Reason)
			}
			if got.Details == nil || got.Details.Name != "tool" || got.Details.UID != "uid-1" || got.Details.Group != "connectors.alauda.io" {
				t.Errorf("details %+v", got.Details)
			}
			record.Reason = ""
			text := httptest.NewRecorder()
			Pass(text, r, tt.status, ByAccept)
			if text.Code != tt.code || text.Body.String() != tt.text+"\n" || record.Reason != "" {
				t.Errorf("passed on as %d, %s, audited as %q", text.Code, text.Body, record.Reason)
			}
		})
	}
}

func TestWhoAcceptsJSON(t *testing.T) {
	for _, tt := range []struct {
		accept string
		want   bool
	}{
		{"application/json", true}, {"text/html, application/vnd.x+JSON;q=0.1", true}, {"application/*", true},
		{"", false}, {"*/*", false}, {"text/html", false}, {"application/json; q=0", false}, {"application/jsonx", false},
	} {
		if got := acceptsJSON([]string{tt.accept}); got != tt.want {
			t.Errorf("%q: got %t", tt.accept, got)
		}
	}
}

func TestAllowOfTheCaller(t *testing.T) {
	recorder := httptest.NewRecorder()
	recorder.Header().Set("Allow", "GET")
	Answer(recorder, httptest.NewRequest(http.MethodHead, "/", nil), New(405, "MethodNotAllowed", "no").ErrStatus, JSON)
	if recorder.Header().Get("Allow") != "GET" || recorder.Body.Len() != 0 {
		t.Errorf("answer %v, %q", recorder.Header(), recorder.Body)
	}
}
