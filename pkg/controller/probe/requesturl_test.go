// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"bufio"
	"bytes"
	"net/http"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/target"
)

func TestRequestURL(t *testing.T) {
	origin, err := target.ParseAddress("https://tool.example:8443")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ text, want string }{
		{"", "/"}, {"/", "/"}, {"a", "/a"}, {"/a?b=c?d", "/a?b=c?d"}, {"/%41%2f", "/%41%2f"}, {"/a:b", "/a:b"},
		{"/?", "/"}, {"/a\\b", "/a%5Cb"}, {"/\xff?\xff", "/%FF?%FF"}, {"/%C3%BC", "/%C3%BC"}, {"/a%3Fb%23", "/a%3Fb%23"},
		{"/?u=https://other.example/../x", "/?u=https://other.example/../x"}, {"/[a]{b}", "/[a]%7Bb%7D"}, {"/a;b=c", "/a;b=c"},
		{"//a", ""}, {"http://a", ""}, {"a:b", ""}, {"a:b/c", ""}, {"/a#b", ""}, {"/a?b#c", ""}, {"/a\nb", ""}, {"/a?b\rc", ""}, {"/%", ""},
		{"/a\x00", ""}, {"/\x7f", ""}, {"/.", ""}, {"/a/..", ""}, {"/%2e%2E/", ""}, {"..", ""}, {"?", "/"},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			u, err := requestURL(origin, tt.text)
			if err != nil {
				if tt.want != "" {
					t.Error(err)
				}
				return
			}
			if got := u.RequestURI(); got != tt.want || u.Host != "tool.example:8443" {
				t.Errorf("%s at %s, want %q", got, u.Host, tt.want)
			}
		})
	}
}

// Whatever a path is rendered to, the request goes to the authority of the address, in one piece, or nowhere.
func FuzzPath(f *testing.F) {
	for _, seed := range []string{
		"/", "/a?b=c", "//evil.example/", "http://evil.example", "/\r\nHost: evil.example", "/a b", "@evil.example/", "/%2f%2fevil.example",
		"\\\\evil.example", "/a#@evil.example", "?", ":80/", "/ü", "/%zz", "/a/../b", "/?a b\tc", "/\x00", ".evil.example",
	} {
		f.Add(seed)
	}
	address, err := target.ParseAddress("http://tool.example")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, err := requestURL(address, text)
		if err != nil {
			if len(text) > 8 && strings.Contains(err.Error(), text) {
				t.Errorf("the error repeats %q", text)
			}
			return
		}
		if !address.Matches(u, "") {
			t.Fatalf("%q leads to %s", text, u)
		}
		var wire bytes.Buffer
		if err := prototype(http.MethodGet, u, http.Header{})(t.Context()).Write(&wire); err != nil {
			t.Fatalf("%q cannot be sent: %v", text, err)
		}
		got, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(wire.Bytes())))
		if err != nil {
			t.Fatalf("%q is no request: %v in %q", text, err, wire.String())
		}
		if got.Host != "tool.example" || got.RequestURI != u.RequestURI() || len(got.Header) > 1 {
			t.Errorf("%q was sent as %q", text, wire.String())
		}
	})
}
