// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package fence

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/target"
)

func TestHolds(t *testing.T) {
	secret := map[string]target.Credential{
		"username": target.NewCredential("robot"), "password": target.NewCredential(" S3cret+/x\n"), "pin": target.NewCredential("123"),
	}
	for _, tt := range []struct {
		name, text string
		want       bool
	}{
		{"as it is", "it is S3cret+/x, is it?", true},
		{"in another case", "it is s3CRET+/X", true},
		{"in a path", "/a/S3cret+%2Fx", true},
		{"in a query", "?a=S3cret%2B%2Fx", true},
		{"in base64", "UzNjcmV0Ky94", true},
		{"in base64 of another case", "uznjcmv0ky94", true},
		{"what was made of it", "Digest 77aa", true},
		{"the second word of what was made", "is 77aa it?", true},
		{"the user name", "robot", false},
		{"too short to tell", "123", false},
		{"something else", "secret", false},
		{"nothing", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := New(secret, "Digest 77aa")
			if got := f.Holds(tt.text); got != tt.want {
				t.Errorf("got %t, want %t", got, tt.want)
			}
			if (Fence{}).Holds(tt.text) || New(nil).Holds(tt.text) {
				t.Error("a fence without values recognizes one")
			}
			if shown := fmt.Sprintf("%v %+v %#v", f, f, f); strings.Contains(strings.ToLower(shown), "s3cret") {
				t.Errorf("the fence shows what it looks for: %s", shown)
			}
		})
	}
}

func TestHoldsURL(t *testing.T) {
	f := New(map[string]target.Credential{"token": target.NewCredential("a b/c")})
	for text, want := range map[string]bool{
		"https://x.example/a%20b/c": true, "https://x.example/?q=a+b/c": true, "https://x.example/?q=a%20b%2fc": true,
		"https://x.example/a/b/c": false, "https://x.example/?q=%zz": false,
	} {
		u, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.HoldsURL(u); got != want {
			t.Errorf("%s: got %t, want %t", text, got, want)
		}
	}
}
