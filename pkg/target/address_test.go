// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"net/url"
	"path"
	"strings"
	"testing"
)

func TestParseAddress(t *testing.T) {
	tests := []struct {
		name, text              string
		want, authority, prefix string
		hostPort                string
	}{
		{"host only", "https://git.example.com", "https://git.example.com", "git.example.com", "", "git.example.com:443"},
		{"root slash", "http://git.example.com/", "http://git.example.com/", "git.example.com", "", "git.example.com:80"},
		{"upper case and trailing dot", "https://GIT.Example.COM.", "https://git.example.com", "git.example.com", "", "git.example.com:443"},
		{"upper case scheme", "HTTPS://h", "https://h", "h", "", "h:443"},
		{"default port written", "https://h:443/a", "https://h/a", "h", "/a", "h:443"},
		{"port of the other scheme", "http://h:443", "http://h:443", "h:443", "", "h:443"},
		{"leading zeros in the port", "https://h:00443", "https://h", "h", "", "h:443"},
		{"prefix", "https://h/a/b", "https://h/a/b", "h", "/a/b", "h:443"},
		{"prefix with slash", "https://h/a/b/", "https://h/a/b/", "h", "/a/b", "h:443"},
		{"prefix stays escaped", "https://h/a%2Fb", "https://h/a%2Fb", "h", "/a%2Fb", "h:443"},
		{"prefix gets escaped", "https://h/a|b", "https://h/a%7Cb", "h", "/a%7Cb", "h:443"},
		{"international", "https://bücher.example", "https://xn--bcher-kva.example", "xn--bcher-kva.example", "", "xn--bcher-kva.example:443"},
		{"full-width digits", "https://１２７.0.0.1", "https://127.0.0.1", "127.0.0.1", "", "127.0.0.1:443"},
		{"underscore", "http://my_tool.ns", "http://my_tool.ns", "my_tool.ns", "", "my_tool.ns:80"},
		{"IPv4", "http://10.1.2.3:8080", "http://10.1.2.3:8080", "10.1.2.3:8080", "", "10.1.2.3:8080"},
		{"IPv6", "http://[2001:DB8:0:0::1]", "http://[2001:db8::1]", "[2001:db8::1]", "", "[2001:db8::1]:80"},
		{"IPv6 with port", "https://[::1]:8443/x", "https://[::1]:8443/x", "[::1]:8443", "/x", "[::1]:8443"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := ParseAddress(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if a.String() != tt.want || a.Authority() != tt.authority || a.Prefix() != tt.prefix || a.HostPort() != tt.hostPort {
				t.Errorf("got %s, authority %s, prefix %s, dial %s", a, a.Authority(), a.Prefix(), a.HostPort())
			}
			again, err := ParseAddress(a.String())
			if err != nil || again != a {
				t.Errorf("the canonical form reads back as %v, %v", again, err)
			}
		})
	}
}

func TestParseAddressRefuses(t *testing.T) {
	tests := []struct{ name, text, message string }{
		{"nothing", "", "scheme"},
		{"no scheme", "git.example.com", "scheme"},
		{"scheme-relative", "//git.example.com", "scheme"},
		{"other scheme", "ftp://h", "scheme"},
		{"opaque", "http:h", "host is missing"},
		{"no host", "https:///a", "host is missing"},
		{"port only", "https://:443", "host is missing"},
		{"dots only", "https://.", "host is missing"},
		{"user", "https://u@h", "Secret"},
		{"password", "https://u:canary@h", "Secret"},
		{"password with slash", "https://u:canary/x@h", "URL"},
		{"query", "https://h?a=b", "query"},
		{"empty query", "https://h?", "query"},
		{"fragment", "https://h#a", "fragment"},
		{"empty fragment", "https://h#", "fragment"},
		{"port zero", "https://h:0", "port"},
		{"port too big", "https://h:65536", "port"},
		{"port no number", "https://h:http", "URL"},
		{"zone", "https://[fe80::1%25eth0]", "zone"},
		{"IPv6 without brackets", "https://::1", "URL"},
		{"IPv4 in brackets", "https://[127.0.0.1]", "URL"},
		{"short IPv4", "http://127.1", "IPv4"},
		{"decimal IPv4", "http://2130706433", "IPv4"},
		{"hexadecimal IPv4", "http://0x7f.1", "IPv4"},
		{"hexadecimal word", "http://0x7f000001", "IPv4"},
		{"octal IPv4", "http://0177.0.0.1", "IPv4"},
		{"octal IPv4 with dot", "http://0177.0.0.1.", "IPv4"},
		{"empty label", "http://a..b", "between dots"},
		{"two trailing dots", "http://a..", "between dots"},
		{"long label", "http://" + strings.Repeat("a", 64) + ".b", "63"},
		{"long name", "http://" + strings.Repeat("a.", 130) + "b", "253"},
		{"blank", "http://a b", "URL"},
		{"wildcard", "http://*.example.com", "letters"},
		{"leading hyphen", "http://-a.b", "hyphen"},
		{"bad international name", "http://\u200d.example", "international"},
		{"dot segment", "http://h/a/../b", "segment"},
		{"encoded dot segment", "http://h/a/%2e%2e/b", "segment"},
		{"twice encoded dot segment", "http://h/a%252f..%252fb", "segment"},
		{"two slashes", "http://h//a", "slashes"},
		{"slashes at the end", "http://h/a//", "slashes"},
		{"control character", "http://h/a%0ab", "control"},
		{"bad escape", "http://h/%zz", "URL"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := ParseAddress(tt.text)
			if err == nil {
				t.Fatalf("accepted as %s", a)
			}
			if !strings.Contains(err.Error(), tt.message) || strings.Contains(err.Error(), "canary") {
				t.Errorf("message %q, want one about %q and without the text", err, tt.message)
			}
		})
	}
}

func TestJoin(t *testing.T) {
	tests := []struct{ name, address, path, want string }{
		{"root, nothing", "http://h", "", "/"},
		{"root, slash", "http://h", "/", "/"},
		{"root, path", "http://h/", "/a/b", "/a/b"},
		{"trailing slash kept", "http://h", "/a/", "/a/"},
		{"no leading slash", "http://h/p", "a", "/p/a"},
		{"prefix, nothing", "http://h/p", "", "/p"},
		{"prefix with slash, nothing", "http://h/p/", "", "/p/"},
		{"prefix, slash", "http://h/p", "/", "/p/"},
		{"prefix, path", "http://h/p/", "/a", "/p/a"},
		{"two slashes kept", "http://h/p", "//a//b//", "/p//a//b//"},
		{"root, two slashes kept", "http://h", "//a", "//a"},
		{"encoded slash kept", "http://h/p", "/a%2Fb", "/p/a%2Fb"},
		{"case of escapes kept", "http://h/p", "/%c3%A9", "/p/%c3%A9"},
		{"raw bytes encoded", "http://h", "/a b|é?#\\", "/a%20b%7C%C3%A9%3F%23%5C"},
		{"dots in names", "http://h/p", "/a.git/.well-known/..a/a..b/...x", "/p/a.git/.well-known/..a/a..b/...x"},
		{"percent sign", "http://h/p", "/100%25", "/p/100%25"},
		{"semicolon", "http://h/p", "/a;v=1", "/p/a;v=1"},
		{"root leaves encoded slashes to the tool", "http://h", "/a%2F..%2Fb", "/a%2F..%2Fb"},
		{"root leaves double encoding to the tool", "http://h", "/%252e%252e/b", "/%252e%252e/b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := mustParse(t, tt.address)
			got, err := a.Join(tt.path)
			if err != nil || got != tt.want {
				t.Fatalf("Join(%q) = %q, %v, want %q", tt.path, got, err, tt.want)
			}
			if u := joinedURL(t, a, got); !a.Matches(u, "") || u.EscapedPath() != got {
				t.Errorf("%s does not match its own address, or goes out as %s", u, u.EscapedPath())
			}
		})
	}
}

func TestJoinRefuses(t *testing.T) {
	everywhere := []string{"/..", "/.", "/a/../b", "/a/./b", "/%2e%2E/b", "/.%2e", "..", "/%zz", "/a%2", "/a\nb"}
	underPrefix := []string{
		"/a%2F..%2Fb", "/a%2f%2e%2e%2fb", "/%252e%252e/b", "/a%25252f..%25252fb", "/..%5Cb", "/a\\..\\b", "/..;/b", "/..;x=1/b",
		"/.;/b", "/..%3Bx/b", "/..%00/b", "/a%0d", "/..%20/b", "/.../b", "/.%20./b", "/%c0%ae%c0%ae/b", "/..%c0%afb",
		"/%e0%80%ae%e0%80%ae/b", "/..%c1%9cb", "/%c0%a52e%c0%a52e/b", "/%25" + strings.Repeat("25", 20) + "2e",
	}
	for _, p := range everywhere {
		for _, address := range []string{"http://h", "http://h/p"} {
			if got, err := mustParse(t, address).Join(p); err == nil {
				t.Errorf("%s: Join(%q) = %q, want an error", address, p, got)
			}
		}
	}
	for _, p := range underPrefix {
		if got, err := mustParse(t, "http://h/p").Join(p); err == nil {
			t.Errorf("Join(%q) = %q, want an error", p, got)
		}
	}
}

func TestMatches(t *testing.T) {
	tests := []struct {
		name, address, url, host string
		want                     bool
	}{
		{"itself", "https://h/p", "https://h/p", "", true},
		{"below", "https://h/p", "https://h/p/a/b", "h", true},
		{"spelled otherwise", "https://h.example", "https://H.Example.:443/x", "h.example:443", true},
		{"prefix with slash matches without", "https://h/p/", "https://h/p", "", true},
		{"other scheme", "https://h", "http://h:443/", "", false},
		{"other host", "https://h", "https://i/", "", false},
		{"suffix of host", "https://h", "https://h.evil/", "", false},
		{"other port", "https://h", "https://h:8443/", "", false},
		{"other Host header", "https://h", "https://h/", "evil", false},
		{"Host header with other port", "https://h", "https://h/", "h:80", false},
		{"half a segment", "https://h/p", "https://h/pa", "", false},
		{"above", "https://h/p", "https://h/", "", false},
		{"out again", "https://h/p", "https://h/p/../q", "", false},
		{"out again, encoded", "https://h/p", "https://h/p/%2e%2e%2fq", "", false},
		{"prefix encoded otherwise", "https://h/p", "https://h/%70/a", "", false},
		{"user information", "https://h", "https://u:p@h/", "", false},
		{"opaque", "http://h", "http:h/", "", false},
		{"IPv6", "http://[::1]:80", "http://[0:0::1]/", "[::1]", true},
		{"no host at all", "http://h", "http:///", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u, err := url.Parse(tt.url)
			if err != nil {
				t.Fatal(err)
			}
			if got := mustParse(t, tt.address).Matches(u, tt.host); got != tt.want {
				t.Errorf("Matches = %t", got)
			}
		})
	}
	if (Address{}).Matches(&url.URL{}, "") {
		t.Error("the zero Address matches")
	}
}

// FuzzJoinStaysUnderPrefix decodes what was joined again and again and resolves it as every known tool might.
func FuzzJoinStaysUnderPrefix(f *testing.F) {
	for _, seed := range []string{"", "/", "/a/../b", "/%2e%2e/x", "/%252e", "/..;/x", "/a%5c..%5cb", "/%c0%ae.", "//..", "/a|%2F..", "/.%00./", "/é"} {
		f.Add(seed)
	}
	a, err := ParseAddress("https://h/pre/fix")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, rest string) {
		joined, err := a.Join(rest)
		if err != nil {
			return
		}
		u := joinedURL(t, a, joined)
		if u.EscapedPath() != joined || !a.Matches(u, "") {
			t.Fatalf("Join(%q) = %q goes out as %q, matches %t", rest, joined, u.EscapedPath(), a.Matches(u, ""))
		}
		read := strings.NewReplacer("\\", "/", ";", "/")
		for decoded, i := joined, 0; i < 12; i++ {
			if clean := path.Clean(read.Replace(decoded)); clean != "/pre/fix" && !strings.HasPrefix(clean, "/pre/fix/") {
				t.Fatalf("Join(%q) = %q leads to %q after %d decodings", rest, joined, clean, i)
			}
			next, err := url.PathUnescape(decoded)
			if err != nil {
				return
			}
			decoded = next
		}
	})
}

// FuzzMatchIsWhatIsDialled compares a match with what net/http would dial for the same URL.
func FuzzMatchIsWhatIsDialled(f *testing.F) {
	for _, seed := range []string{"https://h.example/p", "https://H.example.:443/p/x", "https://h.example@evil/p", "https://h.example:443:80/p", "//h.example/p", "https://h.example%2eevil/p"} {
		f.Add(seed)
	}
	a, err := ParseAddress("https://h.example/p")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, err := url.Parse(text)
		if err != nil || !a.Matches(u, "") {
			return
		}
		port := u.Port()
		if port == "" {
			port = "443"
		}
		if host := strings.TrimSuffix(strings.ToLower(u.Hostname()), "."); host != "h.example" || strings.TrimLeft(port, "0") != "443" || u.Scheme != "https" {
			t.Fatalf("%q matches %s but is dialled at %s:%s", text, a, host, port)
		}
	})
}

func FuzzParseAddress(f *testing.F) {
	for _, seed := range []string{"https://h", "http://[::1]:1/a/", "https://bücher.example/ä", "http://0x7f.1", "https://u:p@h"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := ParseAddress(text)
		if err != nil {
			return
		}
		again, err := ParseAddress(a.String())
		if err != nil || again != a {
			t.Fatalf("%q became %s, which reads back as %v, %v", text, a, again, err)
		}
	})
}

func joinedURL(t *testing.T, a Address, joined string) *url.URL {
	t.Helper()
	decoded, err := url.PathUnescape(joined)
	if err != nil {
		t.Fatal(err)
	}
	return &url.URL{Scheme: a.Scheme(), Host: a.Authority(), Path: decoded, RawPath: joined}
}

func mustParse(t *testing.T, text string) Address {
	t.Helper()
	a, err := ParseAddress(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return a
}
