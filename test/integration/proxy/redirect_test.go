// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxy_test

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// redirecting is a tool with a prefix that redirects by path.
func redirecting(elsewhere, service string) http.HandlerFunc {
	to := func(location string, code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", location)
			w.WriteHeader(code)
		}
	}
	mux := http.NewServeMux()
	for path, handler := range map[string]http.HandlerFunc{
		"/base/here":        ok,
		"/base/absolute":    to("/base/here", http.StatusFound),
		"/base/relative":    to("here", http.StatusMovedPermanently),
		"/base/query":       to("here?a=1", http.StatusSeeOther),
		"/base/kept":        to("here", http.StatusTemporaryRedirect),
		"/base/permanent":   to("here", http.StatusPermanentRedirect),
		"/base/twice":       to("absolute", http.StatusFound),
		"/base/loop":        to("loop", http.StatusFound),
		"/base/outside":     to("/outside", http.StatusFound),
		"/outside":          ok,
		"/base/elsewhere":   to(elsewhere+"/there?a=1", http.StatusFound),
		"/base/metadata":    to("http://169.254.169.254/latest/meta-data/", http.StatusFound),
		"/base/loopback":    to("http://127.0.0.2:1/", http.StatusFound),
		"/base/mapped":      to("http://[::ffff:127.0.0.2]:1/", http.StatusFound),
		"/base/unspecified": to("http://0.0.0.0:1/", http.StatusFound),
		"/base/service":     to("http://"+service+"/", http.StatusFound),
		"/base/file":        to("file:///etc/passwd", http.StatusFound),
		"/base/user":        to("http://user:password@127.0.0.1/", http.StatusFound),
		"/base/nonsense":    to("http://[", http.StatusFound),
		"/base/without":     to("", http.StatusFound),
		"/base/choices":     to("/base/here", http.StatusMultipleChoices),
	} {
		mux.HandleFunc(path, handler)
	}
	return mux.ServeHTTP
}

// otherHost is the URL of a tool under another host name.
func otherHost(t *testing.T, tl *tool) string {
	t.Helper()
	return strings.Replace(tl.URL, "127.0.0.1", "localhost", 1)
}

func TestRedirectsAreFollowed(t *testing.T) {
	r := newRoom(t)
	there := newTool(t, ok)
	tl := newTool(t, redirecting(otherHost(t, there), "127.0.0.1:1"))
	for _, auth := range []string{bearerAuth, headerAuth, queryAuth} {
		t.Run(auth, func(t *testing.T) {
			credential := newCredential()
			connector := r.newConnectorWith(t, tl.URL+"/base", auth, r.newSecret(t, auth, credential))
			for _, test := range []struct {
				rest, uri string
				at        *tool
				trusted   bool
			}{
				{"/absolute", "/base/here", tl, true},
				{"/relative", "/base/here", tl, true},
				{"/query", "/base/here?a=1", tl, true},
				{"/kept", "/base/here", tl, true},
				{"/permanent", "/base/here", tl, true},
				{"/twice", "/base/here", tl, true},
				{"/outside", "/outside", tl, false},
				{"/elsewhere", "/there?a=1", there, false},
			} {
				t.Run(test.rest, func(t *testing.T) {
					r.eachWay(t, func(t *testing.T, by way) {
						for _, method := range []string{http.MethodGet, http.MethodHead} {
							got := r.send(t, by, connector, call{method: method, rest: test.rest, header: http.Header{"X-Secret": {"client's own"}}})
							if got.StatusCode != http.StatusOK {
								t.Fatalf("%s: answer %d: %s", method, got.StatusCode, clip(got.body))
							}
							checkFollowed(t, test.at.last(t), auth, credential, method, test.uri, test.trusted)
						}
					})
				})
			}
		})
	}
}

func checkFollowed(t *testing.T, last seen, auth, credential, method, uri string, trusted bool) {
	t.Helper()
	parsed, err := url.ParseRequestURI(last.uri)
	if err != nil {
		t.Fatal(err)
	}
	query := parsed.Query()
	found := credentialOf(auth, last.header, query)
	query.Del("private_token")
	parsed.RawQuery = query.Encode()
	if last.method != method || parsed.String() != uri {
		t.Errorf("the last request was %s %s, want %s %s", last.method, parsed, method, uri)
	}
	switch {
	case trusted && found != wanted(auth, credential):
		t.Errorf("%s was asked without the credential", uri)
	case !trusted && found != "":
		t.Errorf("%s was asked with the credential", uri)
	case !trusted && last.header.Get("X-Secret") != "":
		t.Errorf("%s was asked with the client's headers: %v", uri, last.header)
	}
}

// Where a tool leads to must be a place that may be dialled, and none inside the cluster.
func TestRedirectsThatAreRefused(t *testing.T) {
	r := newRoom(t)
	there := newTool(t, ok)
	tl := newTool(t, redirecting(otherHost(t, there), r.newService(t)))
	connector := r.newConnector(t, tl.URL+"/base")
	for _, test := range []struct{ rest, reason, message string }{
		{"/loop", "RedirectRefused", "more than 10 times"},
		{"/metadata", "AddressRefused", "metadata"},
		{"/loopback", "AddressRefused", "loopback"},
		{"/mapped", "AddressRefused", "loopback"},
		{"/unspecified", "AddressRefused", "unspecified"},
		{"/service", "AddressRefused", "inside the cluster"},
		{"/file", "RedirectRefused", "http or https"},
		{"/user", "RedirectRefused", "plain host"},
		{"/nonsense", "RedirectRefused", "no URL"},
	} {
		t.Run(test.rest, func(t *testing.T) {
			r.eachWay(t, func(t *testing.T, by way) {
				before := tl.count()
				got := r.send(t, by, connector, call{rest: test.rest})
				status := got.status(t)
				if got.StatusCode != http.StatusBadGateway || string(status.Reason) != test.reason || !strings.Contains(status.Message, test.message) {
					t.Errorf("answer %d %s: %s", got.StatusCode, status.Reason, status.Message)
				}
				if asked := tl.count() - before; asked > 11 {
					t.Errorf("the tool was asked %d times", asked)
				}
			})
		})
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		t.Run(method, func(t *testing.T) {
			r.eachWay(t, func(t *testing.T, by way) {
				got := r.send(t, by, connector, call{method: method, rest: "/kept", body: strings.NewReader("hello")})
				status := got.status(t)
				if got.StatusCode != http.StatusBadGateway || !strings.Contains(status.Message, "only for GET and HEAD") {
					t.Errorf("answer %d: %s", got.StatusCode, status.Message)
				}
			})
		})
	}
}

// newService makes a Service and returns its address and port, which are those of no process.
func (r room) newService(t *testing.T) string {
	t.Helper()
	service, err := r.kube.CoreV1().Services(r.namespace).Create(t.Context(), &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: "internal"},
		Spec:       corev1.ServiceSpec{Ports: []corev1.ServicePort{{Port: 80}}},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return net.JoinHostPort(service.Spec.ClusterIP, "80")
}

// Other answers of class 3 pass, without the Location that would make the kube-apiserver refuse them.
func TestOtherRedirections(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, redirecting("http://127.0.0.1:1", "127.0.0.1:1"))
	connector := r.newConnector(t, tl.URL+"/base")
	for _, test := range []struct {
		rest string
		code int
	}{{"/without", http.StatusFound}, {"/choices", http.StatusMultipleChoices}} {
		r.eachWay(t, func(t *testing.T, by way) {
			got := r.send(t, by, connector, call{rest: test.rest})
			if got.StatusCode != test.code || got.Header.Get("Location") != "" {
				t.Errorf("%s: answer %d, Location %q", test.rest, got.StatusCode, got.Header.Get("Location"))
			}
		})
	}
}

// The Location of something new leads a client that resolves it through the Connector, whatever the kube-apiserver does
// to Locations.
func TestLocations(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			ok(w, r)
			return
		}
		w.Header().Set("Location", strings.ReplaceAll(r.Header.Get("X-Location"), "TOOL", "http://"+r.Host))
		code := http.StatusCreated
		if r.URL.Path == "/base/202" {
			code = http.StatusAccepted
		}
		w.WriteHeader(code)
	})
	connector := r.newConnector(t, tl.URL+"/base")
	for _, test := range []struct{ name, rest, location, want string }{
		{"absolute URL", "/things", "TOOL/base/things/1", "/base/things/1"},
		{"absolute path", "/things", "/base/things/1", "/base/things/1"},
		{"relative path", "/things/", "1", "/base/things/1"},
		{"upwards", "/a/b/c", "../x/", "/base/a/x/"},
		{"with a query", "/things", "/base/things/1?a=1", "/base/things/1?a=1"},
		{"the address itself", "/things", "/base/", "/base/"},
		{"of 202", "/202", "/base/jobs/7", "/base/jobs/7"},
		{"with a colon", "/things", "/base/a:b", "/base/a:b"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r.eachWay(t, func(t *testing.T, by way) {
				got := r.send(t, by, connector, call{method: http.MethodPost, rest: test.rest, header: http.Header{"X-Location": {test.location}}})
				location, err := got.Location()
				if err != nil {
					t.Fatalf("answer %d without a Location: %v", got.StatusCode, err)
				}
				rest, found := strings.CutPrefix(location.String(), by.host+proxyPath(connector))
				if !found {
					t.Fatalf("the Location is %s (%s), which leads elsewhere", location, got.Header.Get("Location"))
				}
				if next := r.send(t, by, connector, call{rest: rest}); next.StatusCode != http.StatusOK || tl.last(t).uri != test.want {
					t.Errorf("Location %s leads to %s, want %s", got.Header.Get("Location"), tl.last(t).uri, test.want)
				}
			})
		})
	}
}
