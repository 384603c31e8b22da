// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package tool

import (
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

func TestLocalPath(t *testing.T) {
	const address = "https://git.example.com:8443/scm"
	for _, tt := range []struct{ name, repository, want, wrong string }{
		{"a path", "team/app.git", "team/app.git", ""},
		{"slashes around it", "/team/app.git/", "team/app.git", ""},
		{"one word", "app", "app", ""},
		{"empty", "", "", ""},
		{"the root", "/", "", ""},
		{"blanks", "team/my app", "team/my%20app", ""},
		{"other alphabets", "team/äpp", "team/%C3%A4pp", ""},
		{"encoded already", "team%2Fapp", "team%2Fapp", ""},
		{"dots in names", "team/..app.../a.b", "team/..app.../a.b", ""},
		{"a tilde and a colon", "~team/app:x", "~team/app:x", ""},
		{"the whole URL", "https://git.example.com:8443/scm/team/app.git", "team/app.git", ""},
		{"the whole URL in another spelling", "https://GIT.example.com:8443/scm/team/app.git/", "team/app.git", ""},
		{"the address itself", "https://git.example.com:8443/scm", "", ""},

		{"another host", "https://evil.example/scm/team/app.git", "", "does not begin with the address"},
		{"a host that begins alike", "https://git.example.com.evil.example:8443/scm/app", "", "does not begin with the address"},
		{"another port", "https://git.example.com/scm/team/app.git", "", "does not begin with the address"},
		{"another scheme", "http://git.example.com:8443/scm/team/app.git", "", "does not begin with the address"},
		{"a scheme of Git", "ssh://git.example.com:8443/scm/app", "", "the scheme must be http or https"},
		{"a file", "file:///etc/passwd", "", "the scheme must be http or https"},
		{"above the address", "https://git.example.com:8443/other/app.git", "", "does not begin with the address"},
		{"a prefix that only begins alike", "https://git.example.com:8443/scmx/app.git", "", "does not begin with the address"},
		{"dots in a URL", "https://git.example.com:8443/scm/../other", "", "segment"},
		{"encoded dots in a URL", "https://git.example.com:8443/scm/%2e%2e/other", "", "segment"},
		{"a user in a URL", "https://user:password@git.example.com:8443/scm/app", "", "user information"},
		{"a query in a URL", "https://git.example.com:8443/scm/app?x=y", "", "no query"},
		{"a fragment in a URL", "https://git.example.com:8443/scm/app#x", "", "no fragment"},
		{"a URL without a scheme", "//evil.example/app", "", "two slashes"},
		{"the form of ssh", "git@evil.example:team/app.git", "", "names a host or a user"},
		{"a host with a port", "evil.example:8443/app", "", "names a host or a user"},
		{"dots", "../other", "", "segment"},
		{"dots inside", "team/../../other", "", "segment"},
		{"one dot", "./app", "", "segment"},
		{"encoded dots", "team/%2e%2e/app", "", "segment"},
		{"dots behind an encoded slash", "team%2f..%2fapp", "", "segment"},
		{"dots encoded twice", "team/%252e%252e/app", "", "segment"},
		{"a backslash", `team\..\app`, "", "backslash"},
		{"a query", "app?service=x", "", "question mark"},
		{"a fragment", "app#x", "", "number sign"},
		{"two slashes", "team//app", "", "two slashes"},
		{"slashes at the end", "app//", "", "two slashes"},
		{"a line break", "team/app\nHost: x", "", "control character"},
		{"a NUL", "app\x00", "", "control character"},
		{"an encoded line break", "app%0a", "", "control character"},
		{"a percent sign", "100%", "", "percent sign"},
		{"a long one", strings.Repeat("a", 1025), "", "longer than 1024"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := open(t, address, "").LocalPath(tt.repository)
			if tt.wrong == "" {
				if err != nil || got != tt.want {
					t.Errorf("got %q, %v, want %q", got, err, tt.want)
				}
				return
			}
			if !apierrors.IsBadRequest(err) || !strings.Contains(err.Error(), "parameter repository: ") || !strings.Contains(err.Error(), tt.wrong) {
				t.Errorf("got %q, %v, want 400 with %q", got, err, tt.wrong)
			}
		})
	}
}

func TestURL(t *testing.T) {
	for _, tt := range []struct{ name, address, path, query, want string }{
		{"below a host", "https://git.example.com", "/team/app.git/info/refs", "service=git-upload-pack", "https://git.example.com/team/app.git/info/refs?service=git-upload-pack"},
		{"below a prefix", "http://git.example.com:80/scm/", "/app", "", "http://git.example.com/scm/app"},
		{"escaped", "https://git.example.com/scm", "/a%2Fb/%C3%A4", "", "https://git.example.com/scm/a%2Fb/%C3%A4"},
		{"a query that would end the request", "https://git.example.com", "/app", "n=1 HTTP/1.1#x", "https://git.example.com/app?n=1%20HTTP/1.1%23x"},
		{"without a slash", "https://[2001:db8::1]:8443", "app", "", "https://[2001:db8::1]:8443/app"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			opened := open(t, tt.address, "")
			got, err := opened.URL(tt.path, tt.query)
			if err != nil || got.String() != tt.want {
				t.Fatalf("got %v, %v, want %s", got, err, tt.want)
			}
			if !opened.Address.Matches(got, "") {
				t.Error("it is not at the address")
			}
		})
	}
	if got, err := open(t, "https://git.example.com/scm", "").URL("/../other", ""); !apierrors.IsBadRequest(err) {
		t.Errorf("got %v, %v", got, err)
	}
}

// What LocalPath lets through is at the address, however it is spelled.
func FuzzLocalPath(f *testing.F) {
	for _, seed := range []string{"team/app.git", "https://git.example.com/scm/app", "..%2f", "a//b", "git@x:y", "%252e%252e", "\\", "a;b/..;/c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, repository string) {
		opened := &Tool{Address: mustParse(t, "https://git.example.com/scm")}
		path, err := opened.LocalPath(repository)
		if err != nil {
			if !apierrors.IsBadRequest(err) {
				t.Fatalf("%v is no 400", err)
			}
			return
		}
		u, err := opened.URL("/"+path, "")
		if err != nil {
			t.Fatalf("%q is let through as %q and cannot be used: %v", repository, path, err)
		}
		if !opened.Address.Matches(u, "") || strings.ContainsAny(path, "?#\\\r\n") {
			t.Fatalf("%q leads to %s", repository, u)
		}
	})
}
