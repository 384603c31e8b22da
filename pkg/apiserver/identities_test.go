// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package apiserver

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"k8s.io/apiserver/pkg/authentication/authenticatorfactory"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/apiserver/pkg/server/dynamiccertificates"
)

// bundle is a certificate authority that may not have been read yet.
type bundle struct {
	dynamiccertificates.CAContentProvider
	content atomic.Pointer[string]
}

func (b *bundle) CurrentCABundleContent() []byte {
	if content := b.content.Load(); content != nil {
		return []byte(*content)
	}
	return nil
}

func TestWithKnownIdentities(t *testing.T) {
	_, codecs, err := NewScheme()
	if err != nil {
		t.Fatal(err)
	}
	authority := &bundle{}
	config := genericapiserver.NewConfig(codecs)
	config.Authentication.RequestHeaderConfig = &authenticatorfactory.RequestHeaderConfig{CAContentProvider: authority}
	handler := withKnownIdentities(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusOK)
	}), config)
	expect := func(when, path string, code int, retryAfter string) {
		t.Helper()
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		if answer.Code != code || answer.Header().Get("Retry-After") != retryAfter {
			t.Errorf("%s, %s: code %d, Retry-After %q, want %d, %q: %s", when, path, answer.Code,
				answer.Header().Get("Retry-After"), code, retryAfter, answer.Body)
		}
	}
	expect("before", "/apis/connectors.alauda.io", http.StatusServiceUnavailable, "1")
	expect("before", "/livez", http.StatusOK, "")
	content := "certificate"
	authority.content.Store(&content)
	expect("after", "/apis/connectors.alauda.io", http.StatusOK, "")
}
