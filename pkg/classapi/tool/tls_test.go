// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package tool

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/plugin"
)

func newTLSServer(t *testing.T) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(echo))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

func TestAuthoritiesOfTheCall(t *testing.T) {
	tool := newTLSServer(t)
	own := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: tool.Certificate().Raw})
	connections := newConnections(t)
	for _, tt := range []struct {
		name    string
		caCerts []byte
		ok      bool
	}{
		{"its own", own, true},
		{"its own once more", own, true},
		// What others trust, and connections that they have open, are not for those who trust something else.
		{"none", nil, false},
		{"several", append([]byte("# the tool\n"), own...), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			opened, err := connections.Open(plugin.NewCall(tool.URL, v1alpha1.SecretTypeBearerToken, credential(v1alpha1.SecretTypeBearerToken), tt.caCerts))
			if err != nil {
				t.Fatal(err)
			}
			_, body, err := get(t, opened.Client(), tool.URL+"/app")
			if !tt.ok {
				if err == nil || statusOf(t, opened.Failure(err)).Reason != "TLSVerificationFailed" {
					t.Errorf("got %q, %v", body, err)
				}
				return
			}
			if want := "GET /app [Bearer " + canary + "]"; err != nil || body != want {
				t.Errorf("got %q, %v, want %q", body, err, want)
			}
		})
	}
}
