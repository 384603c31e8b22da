// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"strings"
	"testing"

	"connectors.alauda.io/pkg/target"
)

func TestParsePlace(t *testing.T) {
	for _, tt := range []struct{ authority, want string }{
		{"tool.example:443", "tool.example:443"},
		{"TOOL.Example.:0443", "tool.example:443"},
		{"192.0.2.1:65535", "192.0.2.1:65535"},
		{"[2001:DB8:0::1]:1", "[2001:db8::1]:1"},
		{"[::ffff:127.0.0.1]:443", "[::ffff:127.0.0.1]:443"},
		{"tööl.example:443", "xn--tl-fkaa.example:443"},
	} {
		if got, err := parsePlace(tt.authority); err != nil || got.String() != tt.want {
			t.Errorf("%s: %s, %v", tt.authority, got, err)
		}
	}
	for _, authority := range []string{
		"", ":", ":443", "tool", "tool:", "tool:0", "tool:65536", "tool:-1", "tool:+1", "tool:1e2", "tool:https", "tool:443:443",
		"tool:443/", "tool:443/path", "tool:443?q", "tool:443#f", "user@tool:443", "tool%2Eexample:443", "%74ool:443",
		"/run/docker.sock", "unix:/run/docker.sock", "unix:443/run", "/run/docker.sock:443", "http://tool:443", "//tool:443",
		"2001:db8::1:443", "[2001:db8::1]", "[2001:db8::1%25eth0]:443", "[fe80::1%eth0]:443", "[tool]:443", "[127.0.0.1]:443",
		"0x7f.1:443", "127.1:443", "0177.0.0.1:443", "2130706433:443", "127.0.0.1.:x", "tool..example:443", ".tool:443",
		"-tool:443", "tool\\evil:443", "to ol:443", "tool\t:443", "tool\x00:443", strings.Repeat("a.", 200) + "b:443", "tool,evil:443",
	} {
		if got, err := parsePlace(authority); err == nil {
			t.Errorf("%q is taken for %s", authority, got)
		}
	}
}

func TestFind(t *testing.T) {
	connector := &target.Target{Address: address(t, "https://tool.example/base"), Extensions: map[string]target.Address{
		"deeper": address(t, "https://tool.example/base/deep"),
		"plain":  address(t, "http://tool.example:8080"),
		"v6":     address(t, "https://[2001:db8::1]"),
		"none":   {},
	}}
	for _, tt := range []struct{ origin, path, want, rest string }{
		{"https://tool.example", "/base/a%2Fb", "https://tool.example/base", "/a%2Fb"},
		{"https://TOOL.example.:443", "/base", "https://tool.example/base", ""},
		{"https://tool.example", "/base/deep/a", "https://tool.example/base/deep", "/a"},
		{"https://tool.example", "/base/deeper", "https://tool.example/base", "/deeper"},
		{"http://tool.example:8080", "", "http://tool.example:8080", ""},
		{"https://[2001:db8:0:0::1]", "/", "https://[2001:db8::1]", "/"},
		{"https://tool.example", "/basement", "", ""},
		{"https://tool.example", "/", "", ""},
		{"https://tool.example", "/base/../other", "", ""},
		{"https://tool.example", "/base/%2e%2e/other", "", ""},
		{"http://tool.example", "/base", "", ""},
		{"https://tool.example:8080", "/base", "", ""},
		{"http://tool.example:8080", "*", "", ""},
		{"https://other.example", "/base", "", ""},
	} {
		got, rest, ok := find(connector, address(t, tt.origin), tt.path)
		if ok != (tt.want != "") || got.String() != tt.want || rest != tt.rest {
			t.Errorf("%s%s: %s, %q, %v; want %s, %q", tt.origin, tt.path, got, rest, ok, tt.want, tt.rest)
		}
	}
	if _, _, ok := find(&target.Target{}, target.Address{}, "/"); ok {
		t.Error("a Connector without an address is found")
	}
}

func address(t *testing.T, text string) target.Address {
	t.Helper()
	parsed, err := target.ParseAddress(text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}
