// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classcall

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/sets"

	"connectors.alauda.io/pkg/target"
	"connectors.alauda.io/pkg/target/fence"
)

// FuzzJudge holds whatever a class API may send to what is promised of answers.
func FuzzJudge(f *testing.F) {
	for _, seed := range []struct {
		code                    int
		contentType, body, etag string
	}{
		{200, "application/json", `{"items":[]}`, `"a"`}, {200, "text/html", "<html>", ""}, {204, "", "", ""}, {302, "", "", ""}, {101, "", "", ""},
		{404, "application/json", `{"kind":"Status","apiVersion":"v1","message":"a\nb","reason":"NotFound","code":200}`, `W/"x"`},
		{500, "application/json", `{"kind":"Status","apiVersion":"v1","message":"` + canary + `","details":{"retryAfterSeconds":-1,"causes":[{"message":"x"}]}}`, canary},
		{407, "application/problem+json", `{"kind":"Status"}`, "3"}, {999, "a/b;c", "[", `"\x00"`},
	} {
		f.Add(seed.code, seed.contentType, seed.body, seed.etag, false)
	}
	secret := fence.New(map[string]target.Credential{"password": target.NewCredential(canary)})
	about := &target.Target{Namespace: "team", Name: "tool"}
	f.Fuzz(func(t *testing.T, code int, contentType, body, field string, isHead bool) {
		method := map[bool]string{true: http.MethodHead, false: http.MethodGet}[isHead]
		header := http.Header{"Content-Type": {contentType}}
		for _, name := range []string{"Etag", "Last-Modified", "Retry-After", "Allow", "Set-Cookie", "Location"} {
			header[name] = []string{field}
		}
		answer, err := judgement{about: about, secret: secret}.of(method, received{code: code, header: header, body: []byte(body)})
		if err != nil {
			if status := statusOf(about, err); status.Code != http.StatusBadGateway || status.Reason == "" {
				t.Fatalf("refused with %+v", status)
			}
			return
		}
		recorder := httptest.NewRecorder()
		answer.write(recorder, httptest.NewRequest(method, "/", nil))
		checkWritten(t, recorder, code, method)
		if answer.status == nil && recorder.Body.Len() > 0 && recorder.Body.String() != body {
			t.Fatalf("the body %q was changed into %q", body, recorder.Body)
		}
	})
}

// checkWritten is what holds for every answer.
func checkWritten(t *testing.T, got *httptest.ResponseRecorder, code int, method string) {
	t.Helper()
	known := sets.New("Content-Type", "Content-Length", "X-Content-Type-Options", "Etag", "Last-Modified", "Retry-After", "Allow")
	for name, values := range got.Header() {
		if !known.Has(name) || len(values) != 1 || strings.ContainsAny(values[0], "\r\n\x00") {
			t.Fatalf("header %s: %q", name, values)
		}
		refuseCanary(t, name, values[0])
	}
	empty := got.Code == http.StatusNoContent || method == http.MethodHead
	switch {
	case got.Code < 200 || got.Code > 599 || (got.Code >= 300 && got.Code <= 399):
		t.Fatalf("code %d", got.Code)
	case empty != (got.Body.Len() == 0), !empty && !json.Valid(got.Body.Bytes()):
		t.Fatalf("body %q", got.Body)
	case isSuccess(code) || empty:
		return
	}
	refuseCanary(t, "the status", got.Body.String())
	var status metav1.Status
	if err := json.Unmarshal(got.Body.Bytes(), &status); err != nil || status.Kind != "Status" || int(status.Code) != got.Code ||
		len(status.Message) > maxMessageBytes || strings.ContainsAny(status.Message, "\r\n\x00\x1b") || status.Details.Name != "tool" {
		t.Fatalf("status %v, %s", err, got.Body)
	}
}
