// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"strings"
	"testing"
)

func TestAddressURL(t *testing.T) {
	for _, tt := range []struct {
		name, address, path, query string
		// want is the URL, or a part of the error.
		want, problem string
	}{
		{"the address itself", "https://tool.example", "", "", "https://tool.example/", ""},
		{"below a prefix", "https://tool.example/base", "/a/b", "x=1", "https://tool.example/base/a/b?x=1", ""},
		{"bytes of the path stay", "https://tool.example", "/a%2Fb/%41//", "", "https://tool.example/a%2Fb/%41//", ""},
		{"bytes of the query stay", "https://tool.example", "/", "b=%zz&a=1;2&&=", "https://tool.example/?b=%zz&a=1;2&&=", ""},
		{"what would end the target is encoded", "https://tool.example", "/", "a=b c#d", "https://tool.example/?a=b%20c%23d", ""},
		{"dot segments", "https://tool.example/base", "/../canary", "", "", "segment"},
		{"a percent sign alone", "https://tool.example", "/canary%", "", "", "percent sign"},
		{"a line break in the query", "https://tool.example", "/", "canary\r\n", "", "the query holds a control character"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			address, err := ParseAddress(tt.address)
			if err != nil {
				t.Fatal(err)
			}
			u, err := address.URL(tt.path, tt.query)
			if tt.problem != "" {
				if err == nil || !strings.Contains(err.Error(), tt.problem) || strings.Contains(err.Error(), "canary") {
					t.Errorf("error %v, want one about %q", err, tt.problem)
				}
				return
			}
			if err != nil || u.String() != tt.want || !address.Matches(&u, "") {
				t.Errorf("got %s, %v, want %s", u.String(), err, tt.want)
			}
		})
	}
}
