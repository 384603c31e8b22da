// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package token

import (
	"testing"

	"connectors.alauda.io/pkg/target"
)

// An account that is deleted and made again has the name of the former one, whose tokens are not accepted any more.
func TestAccountMadeAgain(t *testing.T) {
	for _, tt := range []struct {
		name    string
		kubelet target.Credential
		used    bool
	}{
		{"the same account", live(0, hour), true},
		{"made again", live(0, hour, account("uid-new")), false},
		{"not said", live(0, hour, without("kubernetes.io")), true},
		{"no token", target.NewCredential(canary), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			source, c := newSource(t)
			if _, _, err := source.For(t.Context(), pod(), hour, Tokens{Proxy: tt.kubelet}, live(0, hour)); err != nil {
				t.Fatal(err)
			}
			if used := len(c.requests()) == 0; used != tt.used {
				t.Errorf("used again: %t, want %t", used, tt.used)
			}
		})
	}
}

func account(uid string) func(claimSet) {
	return claim("kubernetes.io", claimSet{
		"pod": claimSet{"name": "build", "uid": "uid-1"}, "serviceaccount": claimSet{"name": "ci", "uid": uid},
	})
}
