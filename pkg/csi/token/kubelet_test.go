// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package token

import (
	"errors"
	"strings"
	"testing"
	"time"

	"connectors.alauda.io/pkg/proxy/clientauth"
)

const both = `{"":{"token":"api-` + canary + `","expirationTimestamp":"2023-11-14T23:13:20Z"},` +
	`"connectors-proxy":{"token":"proxy-` + canary + `","expirationTimestamp":"2023-11-14T22:43:20Z"}}`

func TestFromKubelet(t *testing.T) {
	handed := func(text string) map[string]string {
		return map[string]string{tokensKey: text, "connector.name": "git"}
	}
	forged := handed(strings.ReplaceAll(both, "proxy-", "forged-"))
	for _, tt := range []struct {
		name             string
		context, secrets map[string]string
		// problem is in the error; empty for none.
		problem string
	}{
		{"in the secrets", nil, handed(both), ""},
		{"in the volume context", handed(both), nil, ""},
		{"in both, of which the secrets are the kubelet's", forged, handed(both), ""},
		{"with another audience", nil, handed(strings.Replace(both, `{"":`, `{"vault":{"token":"x"},"":`, 1)), ""},
		{"in neither", map[string]string{"connector.name": "git"}, nil, "handed over no tokens"},
		{"empty in the secrets", handed(both), handed(""), "is no JSON object"},
		{"no JSON", nil, handed(canary), "is no JSON object"},
		{"a time that is none", nil, handed(`{"":{"token":"a","expirationTimestamp":"` + canary + `"}}`), "is no JSON object"},
		{"a token that is no text", nil, handed(`{"` + canary + `":{"token":1}}`), "is no JSON object"},
		{"null", nil, handed("null"), `no token for the API server, the audience ""`},
		{"no audiences", nil, handed("{}"), `no token for the API server, the audience ""`},
		{"an empty token", nil, handed(strings.Replace(both, "api-"+canary, "", 1)), `no token for the API server, the audience ""`},
		{"the proxy's only", nil, handed(`{"connectors-proxy":{"token":"` + canary + `"}}`), `no token for the API server, the audience ""`},
		{"the API server's only", nil, handed(`{"":{"token":"` + canary + `"}}`), `no token for the audience "connectors-proxy"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := FromKubelet(tt.context, tt.secrets)
			if tt.problem != "" {
				checkHandover(t, err, tt.problem)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got.APIServer.Reveal() != "api-"+canary || got.Proxy.Reveal() != "proxy-"+canary || !got.ProxyExpiry.Equal(begin().Add(30*time.Minute)) {
				t.Errorf("tokens %q and %q until %s", got.APIServer.Reveal(), got.Proxy.Reveal(), got.ProxyExpiry)
			}
		})
	}
}

func checkHandover(t *testing.T, err error, problem string) {
	t.Helper()
	var handover *HandoverError
	if !errors.As(err, &handover) {
		t.Fatalf("error %v, want a HandoverError", err)
	}
	for _, part := range []string{problem, "CSIDriver connectors-csi", "tokenRequests", "apply artifacts/deploy again"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is not in the error %q", part, err)
		}
	}
	if strings.Contains(err.Error(), canary) {
		t.Errorf("the error repeats what was handed over: %q", err)
	}
}

func TestAudienceIsThatOfTheProxy(t *testing.T) {
	if Audience != clientauth.Audience {
		t.Errorf("tokens are requested for %q, and the proxy takes those for %q", Audience, clientauth.Audience)
	}
}
