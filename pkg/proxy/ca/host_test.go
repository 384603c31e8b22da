// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"net/netip"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/target"
)

func TestNoHost(t *testing.T) {
	issuer, _ := newTestIssuer(t)
	for name, text := range map[string]string{
		"empty": "", "dot": ".", "dots": "a..b", "wildcard": "*.example.com", "port": "git.example.com:443", "brackets": "[::1]",
		"zone": "fe80::1%eth0", "path": "git.example.com/x", "user": "a@git.example.com", "query": "git.example.com?x",
		"space": "git example.com", "newline": "git.example.com\n", "zero": "git\x00.example.com", "backslash": `git\example`,
		"percent": "git%2eexample.com", "long label": strings.Repeat("a", 64) + ".com", "long": strings.Repeat("a.", 127) + "aa",
		"very long": strings.Repeat("a", 1<<20), "hyphen first": "-git.example.com", "octal": "010.0.0.1", "hexadecimal": "0x7f.1",
		"short IPv4": "127.1", "two names": "a.example.com,b.example.com", "scheme": "https://git.example.com",
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := issuer.tools.get(text); err == nil {
				t.Errorf("a certificate for %q was signed: %v", text, got.Leaf.DNSNames)
			}
		})
	}
	if issuer.tools.cache.Len() != 0 {
		t.Error("something was kept")
	}
}

// What is taken for a host is the host of an address, in the same spelling, and one name only.
func FuzzHost(f *testing.F) {
	for _, seed := range []string{"git.example.com", "10.1.2.3", "::1", "a:1", "[::1]", "*.a", "a%2e", "bücher.example", "A.", "0x1", "1.2.3.4."} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := parseHost(text)
		if err != nil {
			return
		}
		if got.ip.IsValid() {
			if got.ip != netip.MustParseAddr(got.name) {
				t.Errorf("%q became %v", text, got)
			}
			return
		}
		address, err := target.ParseAddress("https://" + got.name + "/")
		if err != nil || address.Authority() != got.name || strings.ContainsAny(got.name, "*:/[]%@ \n\x00") {
			t.Errorf("%q became %q, which as an address is %q: %v", text, got.name, address.Authority(), err)
		}
		if again, err := parseHost(got.name); err != nil || again != got {
			t.Errorf("%q became %v, and that %v: %v", text, got, again, err)
		}
	})
}
