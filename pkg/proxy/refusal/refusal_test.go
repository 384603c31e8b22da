// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package refusal

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestWrite(t *testing.T) {
	for _, tt := range []struct {
		name         string
		err          error
		write        func(http.ResponseWriter, *http.Request, error)
		code         int
		text         string
		header, want string
	}{
		{"a server asks for a token", apierrors.NewUnauthorized("who?"), Write, 401, "who?\n", "WWW-Authenticate", challenge},
		{"a proxy asks for a token", apierrors.NewUnauthorized("who?"), WriteAsProxy, 407, "who?\n", "Proxy-Authenticate", challenge},
		{"a proxy does not challenge as a server", apierrors.NewUnauthorized("who?"), WriteAsProxy, 407, "who?\n", "WWW-Authenticate", ""},
		{"wrapped", fmt.Errorf("canary: %w", apierrors.NewBadRequest("wrong")), Write, 400, "wrong\n", "Allow", ""},
		{"later", apierrors.NewTooManyRequests("later", 3), Write, 429, "later\n", "Retry-After", "3"},
		{"a method", New(405, metav1.StatusReasonMethodNotAllowed, "no"), Write, 405, "no\n", "Allow", AllowedMethods},
		{"a foreign error is not shown", errors.New("canary"), Write, 500, "the request cannot be handled\n", "Allow", ""},
		{"no type is guessed", apierrors.NewBadRequest("<html>"), Write, 400, "<html>\n", "Content-Type", "text/plain; charset=utf-8"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			recorder := httptest.NewRecorder()
			tt.write(recorder, httptest.NewRequest(http.MethodGet, "/", nil), tt.err)
			if recorder.Code != tt.code || recorder.Body.String() != tt.text || recorder.Header().Get(tt.header) != tt.want {
				t.Errorf("answer %d, %v, %q", recorder.Code, recorder.Header(), recorder.Body)
			}
		})
	}
}

func TestWriteJSON(t *testing.T) {
	recorder := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Accept", "text/html, application/vnd.x+JSON")
	WriteAsProxy(recorder, r, apierrors.NewUnauthorized("who?"))
	var status metav1.Status
	if err := json.Unmarshal(recorder.Body.Bytes(), &status); err != nil {
		t.Fatal(err)
	}
	if status.Kind != "Status" || status.Code != 407 || status.Message != "who?" {
		t.Errorf("status %+v", status)
	}
}
