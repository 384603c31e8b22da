// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxy_test

import (
	"net/http"
	"net/textproto"
	"slices"
	"strings"
	"testing"

	rbacv1 "k8s.io/api/rbac/v1"
)

// What says who the client is, or makes a tool take a request for another one, ends at the proxy.
func TestWithheldRequestHeaders(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, ok)
	connector := r.newConnector(t, tl.URL)
	const mark = "withheld-value"
	withheld := []string{
		"Proxy-Authorization", "Cookie", "X-Remote-User", "X-Remote-Group", "X-Remote-Uid", "X-Remote-Extra-Scopes",
		"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Uri", "X-Forwarded-User", "Forwarded",
		"X-Real-Ip", "X-Http-Method-Override", "X-Http-Method", "X-Method-Override", "X-Original-Url", "X-Rewrite-Url",
		"X-Plugin-Meta", "X-Plugin-Auth", "X-Plugin-Secret", "Proxy-Connection",
		// A CGI program cannot tell these from the above.
		"X_Remote_User", "X_Forwarded_For", "X_Plugin_Secret",
	}
	r.eachWay(t, func(t *testing.T, by way) {
		header := http.Header{"Accept": {"text/plain"}, "X-Custom": {"one", "two"}, "User-Agent": {"tester/1"}, "Range": {"bytes=0-"}}
		for _, name := range withheld {
			header[name] = []string{mark}
		}
		got := r.send(t, by, connector, call{rest: "/", header: header})
		if got.StatusCode != http.StatusOK {
			t.Fatalf("answer %d: %s", got.StatusCode, clip(got.body))
		}
		last := tl.last(t)
		for name, values := range last.header {
			text := strings.Join(values, " ")
			if strings.Contains(text, mark) || strings.Contains(text, r.token) {
				t.Errorf("the tool got %s", name)
			}
			if isIdentity(name) {
				t.Errorf("the tool got %s: %s", name, text)
			}
		}
		if !slices.Equal(last.header["X-Custom"], []string{"one", "two"}) || last.header.Get("User-Agent") != "tester/1" ||
			last.header.Get("Range") != "bytes=0-" || last.header.Get("Accept") != "text/plain" {
			t.Errorf("headers that are the tool's are missing: %v", last.header)
		}
		if !strings.HasSuffix(tl.URL, last.host) {
			t.Errorf("Host is %s, want that of %s", last.host, tl.URL)
		}
	})
}

func isIdentity(name string) bool {
	for _, prefix := range []string{"Authorization", "X-Remote-", "Impersonate-", "X-Forwarded-", "X-Plugin-", "Proxy-", "Cookie", "Via", "Forwarded"} {
		if strings.HasPrefix(textproto.CanonicalMIMEHeaderKey(name), prefix) {
			return true
		}
	}
	return false
}

// A client that may not impersonate is refused before anything reaches the tool; one that may acts as the other, and the
// tool learns nothing of either.
func TestImpersonation(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, ok)
	connector := r.newConnector(t, tl.URL)
	header := http.Header{"Impersonate-User": {r.account.User()}}
	impersonator := stack.ServiceAccount(t, r.namespace)
	stack.Allow(t, impersonator, rbacv1.PolicyRule{
		APIGroups: []string{""}, Resources: []string{"serviceaccounts"}, Verbs: []string{"impersonate"},
	})
	stranger := stack.ServiceAccount(t, r.namespace, userRole)
	r.eachWay(t, func(t *testing.T, by way) {
		before := tl.count()
		got := r.send(t, by, connector, call{rest: "/", header: header, token: stranger.Token})
		if got.StatusCode != http.StatusForbidden || tl.count() != before {
			t.Errorf("answer %d, want 403: %s", got.StatusCode, clip(got.body))
		}
		got = r.send(t, by, connector, call{rest: "/", header: header, token: impersonator.Token})
		if got.StatusCode != http.StatusOK {
			t.Fatalf("answer %d: %s", got.StatusCode, clip(got.body))
		}
		for name := range tl.last(t).header {
			if isIdentity(name) {
				t.Errorf("the tool got %s", name)
			}
		}
	})
}

// On the subresources a tool shares its origin with the kube-apiserver, for which it must not speak.
func TestWithheldAnswerHeaders(t *testing.T) {
	r := newRoom(t)
	withheld := http.Header{
		"Www-Authenticate":            {"Bearer realm=\"https://elsewhere.example.com/token\""},
		"Proxy-Authenticate":          {"Basic realm=x"},
		"Authentication-Info":         {"nextnonce=x"},
		"Set-Cookie":                  {"session=x; Path=/"},
		"Strict-Transport-Security":   {"max-age=1"},
		"Alt-Svc":                     {"h3=\":443\""},
		"Clear-Site-Data":             {"\"*\""},
		"Access-Control-Allow-Origin": {"*"},
		"Service-Worker-Allowed":      {"/"},
	}
	for _, code := range []int{http.StatusOK, http.StatusUnauthorized, http.StatusForbidden, http.StatusTeapot} {
		t.Run(http.StatusText(code), func(t *testing.T) {
			tl := newTool(t, func(w http.ResponseWriter, _ *http.Request) {
				for name, values := range withheld {
					w.Header()[name] = values
				}
				w.Header()["X-Custom"] = []string{"one", "two"}
				w.Header().Set("Etag", "\"x\"")
				w.WriteHeader(code)
				_, _ = w.Write([]byte("said by the tool"))
			})
			connector := r.newConnector(t, tl.URL)
			r.eachWay(t, func(t *testing.T, by way) {
				got := r.send(t, by, connector, call{rest: "/"})
				if got.StatusCode != code || string(got.body) != "said by the tool" {
					t.Fatalf("answer %d: %s", got.StatusCode, clip(got.body))
				}
				for name := range withheld {
					if values := got.Header.Values(name); len(values) > 0 && !isOfKubernetes(name, values) {
						t.Errorf("the client got %s: %v", name, values)
					}
				}
				if !slices.Equal(got.Header["X-Custom"], []string{"one", "two"}) || got.Header.Get("Etag") != "\"x\"" {
					t.Errorf("headers of the tool are missing: %v", got.Header)
				}
			})
		})
	}
}

// isOfKubernetes is true for a header that a Kubernetes API server sets by itself.
func isOfKubernetes(name string, values []string) bool {
	return name == "Strict-Transport-Security" && !slices.Contains(values, "max-age=1")
}
