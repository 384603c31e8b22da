// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxy_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestMethods(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, ok)
	connector := r.newConnector(t, tl.URL)
	r.eachWay(t, func(t *testing.T, by way) {
		for _, method := range []string{
			http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions,
		} {
			t.Run(method, func(t *testing.T) {
				got := r.send(t, by, connector, call{method: method, rest: "/x"})
				if got.StatusCode != http.StatusOK {
					t.Fatalf("answer %d: %s", got.StatusCode, clip(got.body))
				}
				if last := tl.last(t); last.method != method || last.uri != "/x" {
					t.Errorf("the tool got %s %s", last.method, last.uri)
				}
			})
		}
		for _, method := range []string{http.MethodTrace, "TRACK", "PROPFIND"} {
			t.Run(method+" is refused", func(t *testing.T) {
				before := tl.count()
				got := r.send(t, by, connector, call{method: method, rest: "/x"})
				if got.StatusCode != http.StatusMethodNotAllowed && got.StatusCode != http.StatusForbidden {
					t.Errorf("answer %d: %s", got.StatusCode, clip(got.body))
				}
				if method == http.MethodTrace && got.StatusCode != http.StatusMethodNotAllowed {
					t.Errorf("answer %d, want 405: %s", got.StatusCode, clip(got.body))
				}
				if tl.count() != before {
					t.Errorf("the tool got %v", tl.last(t))
				}
			})
		}
	})
}

// The kube-apiserver decodes a path and encodes it in its own way before it passes it on; our own port keeps the bytes.
func TestPaths(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, ok)
	plain, below := r.newConnector(t, tl.URL), r.newConnector(t, tl.URL+"/base/path")
	slash := r.newConnector(t, tl.URL+"/base/")
	for _, test := range []struct {
		name, rest string
		connector  string
		// want is what the tool is asked for; direct is that at our own port, where it differs.
		want, direct string
	}{
		{name: "nothing", rest: "", want: "/"},
		{name: "a slash", rest: "/", want: "/"},
		{name: "plain", rest: "/a/b", want: "/a/b"},
		{name: "slash at the end", rest: "/a/b/", want: "/a/b/"},
		{name: "two slashes", rest: "/a//b", want: "/a//b"},
		{name: "two slashes at the beginning", rest: "//a", want: "//a"},
		{name: "two slashes at the end", rest: "/a//", want: "/a//"},
		{name: "encoded slash", rest: "/a%2Fb/c", want: "/a/b/c", direct: "/a%2Fb/c"},
		{name: "encoded blank", rest: "/a%20b", want: "/a%20b"},
		{name: "encoded percent sign", rest: "/100%25", want: "/100%25"},
		{name: "encoded question mark", rest: "/a%3Fb", want: "/a%3Fb"},
		{name: "plus sign", rest: "/a+b", want: "/a+b"},
		{name: "letters of other scripts", rest: "/%E5%B7%A5%E5%85%B7/%C3%BC", want: "/%E5%B7%A5%E5%85%B7/%C3%BC"},
		{name: "reserved characters", rest: "/a;b=c,d@e:f!$&'()*",
			want: "/a;b=c,d@e:f%21$&%27%28%29%2A", direct: "/a;b=c,d@e:f!$&'()*"},
		{name: "named like our own resources", rest: "/proxy/status", want: "/proxy/status"},
		{name: "dots in a name", rest: "/a/..b/c..", want: "/a/..b/c.."},
		{name: "prefix, nothing", connector: "below", rest: "", want: "/base/path"},
		{name: "prefix, a slash", connector: "below", rest: "/", want: "/base/path/"},
		{name: "prefix, plain", connector: "below", rest: "/a/b/", want: "/base/path/a/b/"},
		{name: "prefix with a slash, nothing", connector: "slash", rest: "", want: "/base/"},
		{name: "prefix with a slash, plain", connector: "slash", rest: "/a", want: "/base/a"},
		{name: "prefix, encoded slash", connector: "below", rest: "/a%2Fb", want: "/base/path/a/b", direct: "/base/path/a%2Fb"},
	} {
		connector := plain
		switch test.connector {
		case "below":
			connector = below
		case "slash":
			connector = slash
		}
		t.Run(test.name, func(t *testing.T) {
			r.eachWay(t, func(t *testing.T, by way) {
				want := test.want
				if !by.aggregated && test.direct != "" {
					want = test.direct
				}
				got := r.send(t, by, connector, call{rest: test.rest})
				if got.StatusCode != http.StatusOK {
					t.Fatalf("answer %d: %s", got.StatusCode, clip(got.body))
				}
				if uri := tl.last(t).uri; uri != want {
					t.Errorf("the tool was asked for %s, want %s", uri, want)
				}
			})
		})
	}
}

func TestPathsThatLeadOutOfThePrefix(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, ok)
	connector := r.newConnector(t, tl.URL+"/base/path")
	for _, rest := range []string{
		"/..", "/../secret", "/a/../../secret", "/%2e%2e/secret", "/.%2E/secret", "/..%2Fsecret", "/a/..;/..;/secret",
		"/..%5Csecret", "/%252e%252e/secret", "/%c0%ae%c0%ae/secret", "/./a", "/a%00b",
	} {
		t.Run(rest, func(t *testing.T) {
			r.eachWay(t, func(t *testing.T, by way) {
				before := tl.count()
				got := r.send(t, by, connector, call{rest: rest})
				if got.StatusCode != http.StatusBadRequest {
					t.Errorf("answer %d, want 400: %s", got.StatusCode, clip(got.body))
				}
				if tl.count() != before {
					t.Fatalf("the tool was asked for %s", tl.last(t).uri)
				}
			})
		})
	}
}

// The kube-apiserver sorts and encodes parameters anew, and drops those that it cannot read; our own port keeps the bytes.
func TestQueries(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, ok)
	connector := r.newConnector(t, tl.URL)
	for _, test := range []struct {
		name, query string
		// want is what the tool gets; direct is that at our own port, where it differs.
		want, direct string
	}{
		{name: "order", query: "b=2&a=1&c=3", want: "a=1&b=2&c=3", direct: "b=2&a=1&c=3"},
		{name: "repeated", query: "a=2&a=1&a=2", want: "a=2&a=1&a=2"},
		{name: "blank", query: "a=b%20c", want: "a=b+c", direct: "a=b%20c"},
		{name: "plus sign", query: "a=b+c", want: "a=b+c"},
		{name: "without a value", query: "a", want: "a=", direct: "a"},
		{name: "empty value", query: "a=", want: "a="},
		{name: "encoded", query: "a=%26%3D%2F", want: "a=%26%3D%2F"},
		{name: "slash", query: "a=b/c", want: "a=b%2Fc", direct: "a=b/c"},
		{name: "other scripts", query: "q=%E5%B7%A5", want: "q=%E5%B7%A5"},
		{name: "semicolon", query: "a=1;b=2&c=3", want: "c=3", direct: "a=1;b=2&c=3"},
		// These mean something to the library, and here only to the tool.
		{name: "dry run", query: "dryRun=All", want: "dryRun=All"},
		{name: "dry run that is none", query: "dryRun=maybe", want: "dryRun=maybe"},
		{name: "path", query: "path=/etc/passwd", want: "path=%2Fetc%2Fpasswd", direct: "path=/etc/passwd"},
		{name: "watch", query: "watch=true", want: "watch=true"},
		{name: "field selector", query: "fieldSelector=metadata.name%3Dx", want: "fieldSelector=metadata.name%3Dx"},
		{name: "field selector that is none", query: "fieldSelector=%3D%3D%3D", want: "fieldSelector=%3D%3D%3D"},
		{name: "label selector", query: "labelSelector=a%20in%20(b)", want: "labelSelector=a+in+%28b%29", direct: "labelSelector=a%20in%20(b)"},
		{name: "time-out", query: "timeoutSeconds=1&timeout=1s", want: "timeout=1s&timeoutSeconds=1", direct: "timeoutSeconds=1&timeout=1s"},
		{name: "time-out that is none", query: "timeout=soon", want: "timeout=soon"},
		{name: "pretty", query: "pretty=1&limit=x&resourceVersion=y", want: "limit=x&pretty=1&resourceVersion=y", direct: "pretty=1&limit=x&resourceVersion=y"},
		{name: "8 KiB", query: "a=" + strings.Repeat("x", 8<<10), want: "a=" + strings.Repeat("x", 8<<10)},
	} {
		t.Run(test.name, func(t *testing.T) {
			r.eachWay(t, func(t *testing.T, by way) {
				want := test.want
				if !by.aggregated && test.direct != "" {
					want = test.direct
				}
				for _, method := range []string{http.MethodGet, http.MethodDelete} {
					got := r.send(t, by, connector, call{method: method, rest: "/x?" + test.query})
					if got.StatusCode != http.StatusOK {
						t.Fatalf("%s: answer %d: %s", method, got.StatusCode, clip(got.body))
					}
					if last := tl.last(t); last.method != method || last.uri != "/x?"+want {
						t.Errorf("the tool got %s %s, want %s /x?%s", last.method, last.uri, method, want)
					}
				}
			})
		})
	}
}
