// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

func TestValidateAddressAccepts(t *testing.T) {
	for _, tt := range []struct{ name, text, host string }{
		{"host", "https://github.com", "github.com"},
		{"root", "https://github.com/", "github.com"},
		{"prefix", "https://internal-tool.com/gitlab", "internal-tool.com"},
		{"port", "https://192.168.1.100:6443/kubernetes/global", "192.168.1.100"},
		{"cluster name", "http://gitea-http.gitea.svc:3000", "gitea-http.gitea.svc"},
		{"one label", "http://localhost:8080", "localhost"},
		{"absolute name", "https://GitHub.com.", "github.com"},
		{"underscore", "http://my_tool", "my_tool"},
		{"IPv6", "https://[2001:DB8:0::1]:443", "2001:db8::1"},
		{"international", "https://bücher.example", "xn--bcher-kva.example"},
		{"highest port", "http://h:65535", "h"},
		{"escapes", "https://h/a%20b/%C3%BC", "h"},
		{"dots in names", "https://h/.well-known/a..b/c.git", "h"},
		{"database", "mysql://db.example.com:3306/app", "db.example.com"},
		{"scheme without port", "redis://cache", "cache"},
		{"longest", "https://h/" + strings.Repeat("a", maxURLBytes-10), "h"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, errs := validateAddress(tt.text, field.NewPath("a"))
			expect(t, errs, nil)
			if a.host != tt.host {
				t.Errorf("host %q, want %q", a.host, tt.host)
			}
		})
	}
}

func TestValidateAddressRefuses(t *testing.T) {
	for _, tt := range []struct{ name, text, says string }{
		{"no scheme", "github.com", "absolute URL with scheme and host"},
		{"host and port only", "github.com:443", "absolute URL"},
		{"relative to the scheme", "//github.com", "absolute URL"},
		{"opaque", "https:github.com", "absolute URL"},
		{"no host", "https:///path", "absolute URL"},
		{"port only", "https://:443", "1 to 63"},
		{"user", "https://" + canary + "@github.com", "no user name"},
		{"password", "https://user:" + canary + "@github.com", "no user name"},
		{"password with a slash", "https://user:" + canary + "/x@github.com", "valid URL"},
		{"password in front of a bad port", "https://user:" + canary + "@h:99999", "no user name"},
		{"query", "https://github.com?token=" + canary, "no query"},
		{"empty query", "https://github.com?", "no query"},
		{"fragment", "https://github.com#" + canary, "no fragment"},
		{"empty fragment", "https://github.com/#", "no fragment"},
		{"blank", "https://github.com/a b", "no spaces"},
		{"blank before", " https://github.com", "no spaces"},
		{"line break", "https://github.com\n", "no spaces"},
		{"backslash", `https://github.com\@evil.example`, "backslashes"},
		{"damaged", "https://github.com/\uFFFD", "damaged"},
		{"not UTF-8", "https://github.com/\xff", "damaged"},
		{"port 0", "http://h:0", "1 to 65535"},
		{"port too high", "http://h:65536", "1 to 65535"},
		{"no port", "http://h:", "after the colon"},
		{"port is a word", "http://h:http", "valid URL"},
		{"template", "https://{{ .host }}", "no spaces"},
		{"wildcard", "https://*.example.com", "parts between dots"},
		{"hyphen first", "https://-a.example.com", "hyphen"},
		{"hyphen last", "https://a-.example.com", "hyphen"},
		{"empty label", "https://a..b", "parts between dots"},
		{"long label", "https://" + strings.Repeat("a", 64), "1 to 63"},
		{"long name", "https://" + strings.Repeat("a.", 127) + "b", "at most 253"},
		{"bad international name", "https://\u200d.example", "international"},
		{"short IPv4", "http://127.1", "four decimal numbers"},
		{"IPv4 as a number", "http://2130706433", "four decimal numbers"},
		{"IPv4 in hexadecimal", "http://0x7f.1", "four decimal numbers"},
		{"IPv4 in octal", "http://0177.0.0.1", "four decimal numbers"},
		{"IPv4 in brackets", "http://[127.0.0.1]", "valid URL"},
		{"zone", "http://[fe80::1%25eth0]", "zone"},
		{"dot segments", "https://h/a/../b", "segments"},
		{"dot segment at the end", "https://h/a/.", "segments"},
		{"encoded dot segments", "https://h/a/%2e%2E/b", "segments"},
		{"dot segments between encoded slashes", "https://h/a%2F..%2Fb", "segments"},
		{"dot segments and a parameter", "https://h/a/..;x=1/b", "segments"},
		{"dots and a blank", "https://h/..%20/b", "segments"},
		{"encoded twice", "https://h/%252e%252e/b", "one percent-encoding"},
		{"encoded control character", "https://h/a%0ab", "control characters"},
		{"overlong UTF-8", "https://h/%c0%ae%c0%ae/", "UTF-8"},
		{"two slashes", "https://h//a", "two slashes"},
		{"two slashes at the end", "https://h/a//", "two slashes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, errs := validateAddress(tt.text, field.NewPath("a"))
			expect(t, errs, one("a: Invalid value: ", tt.says))
		})
	}
	t.Run("too long", func(t *testing.T) {
		_, errs := validateAddress("https://h/"+strings.Repeat("a", maxURLBytes-9), field.NewPath("a"))
		expect(t, errs, one("a: Too long", "2048"))
	})
}

func TestAddressesAreComparedAsPlaces(t *testing.T) {
	for _, tt := range []struct {
		name, a, b string
		same       bool
	}{
		{"case and default port", "https://h/a", "HTTPS://H:443/a/", true},
		{"case of the path", "https://h/a", "https://h/A", false},
		{"scheme", "https://h", "http://h", false},
		{"port", "https://h", "https://h:8443", false},
		{"no default for other schemes", "redis://h", "redis://h:6379", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, errA := parseAddress(tt.a)
			b, errB := parseAddress(tt.b)
			if errA != nil || errB != nil {
				t.Fatal(errA, errB)
			}
			if (a == b) != tt.same {
				t.Errorf("%+v and %+v", a, b)
			}
		})
	}
}

func TestShownURL(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"https://h/a", "https://h/a"},
		{"https://u:p@h/a?b#c", "https://…@h/a?…"},
		{"u:p@h", "//…@h"},
		{"https://u:p@q@h", "https://…@h"},
		{"https://h/" + strings.Repeat("a", 100), "https://h/" + strings.Repeat("a", 70) + "…"},
	} {
		if got := shownURL(tt.text); got != tt.want {
			t.Errorf("shownURL(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

func FuzzAddress(f *testing.F) {
	for _, seed := range []string{"https://github.com/a", "https://u:p@h?q#f", "http://[::1]:1/%2e%2e", "mysql://h:1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := parseAddress(text)
		if err != nil {
			return
		}
		if a.scheme == "" || a.host == "" || strings.ContainsAny(a.host, "/@?# ") {
			t.Errorf("%q accepted as %+v", text, a)
		}
	})
}
