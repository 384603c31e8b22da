// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"crypto/x509"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/plugin"
	"connectors.alauda.io/pkg/target"
)

// newAPIInput is a Connector whose class API is at url.
func newAPIInput(t *testing.T, url string, roots *x509.CertPool, secret ...string) Input {
	t.Helper()
	in := newInput(t, "https://Tool.example/prefix/", secret...)
	in.API = &API{URL: url, Roots: roots, RootsID: t.Name()}
	return in
}

func TestAPIRequest(t *testing.T) {
	decoded := func(r *http.Request, name string) string {
		text, err := base64.StdEncoding.DecodeString(r.Header.Get(name))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return string(text)
	}
	var got string
	address, roots := serveTLS(t, goodCertificate, func(_ http.ResponseWriter, r *http.Request) {
		got = r.Method + " " + r.RequestURI + " " + decoded(r, plugin.HeaderMeta)
		if _, ok := r.Header[plugin.HeaderSecret]; ok {
			got += " " + decoded(r, plugin.HeaderAuth) + " " + decoded(r, plugin.HeaderSecret)
		}
		got += " " + r.UserAgent() + r.Header.Get("Accept-Encoding")
	})
	const meta, agent = `{"baseURL":"https://Tool.example/prefix/"}`, "connectors-controller"
	tests := []struct {
		name, base, path, want string
		secret                 []string
	}{
		{"path", "", "/probe", "GET /probe " + meta + " " + agent, nil},
		{"no leading slash", "", "probe", "GET /probe " + meta + " " + agent, nil},
		{"no path", "", "", "GET / " + meta + " " + agent, nil},
		{"below a prefix", "/git/v1/", "/a%2Fb?c=d e", "GET /git/v1/a%2Fb?c=d%20e " + meta + " " + agent, nil},
		{"the prefix itself", "/git", "", "GET /git " + meta + " " + agent, nil},
		{"Secret", "", "/probe", "GET /probe " + meta + ` Opaque {"password":"` + base64.StdEncoding.EncodeToString([]byte(canary)) + `","username":"cm9ib3Q="} ` + agent,
			[]string{"username", "robot", "password", canary}},
	}
	runner := newRunner(t, nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := newAPIInput(t, address+tt.base, roots, tt.secret...)
			expect(t, run(t, runner, `api: {path: "`+tt.path+`"}`, in), Good, "", address)
			if got != tt.want {
				t.Errorf("the class API saw\n%s, want\n%s", got, tt.want)
			}
		})
	}
}

func TestAPIAnswers(t *testing.T) {
	const refused = "GET ADDRESS/probe: answered 401 Unauthorized: the class API rejects the credential: check the Secret"
	tests := []struct {
		status   int
		location string
		outcome  Outcome
		message  string
	}{
		{200, "", Good, ""},
		{201, "", Failed, "answered 201 Created; a 200 answer was expected"},
		{302, "/other", Failed, "answered 302 Found; a 200 answer was expected"},
		{302, "http://127.0.0.3:1/", Failed, "answered 302 Found; a 200 answer was expected"},
		{401, "", Rejected, refused},
		{403, "", Rejected, "answered 403 Forbidden: the class API rejects"},
		{404, "", Failed, "GET ADDRESS/probe: answered 404 Not Found"},
		{500, "", Failed, "answered 500 Internal Server Error"},
	}
	runner := newRunner(t, nil)
	for _, tt := range tests {
		t.Run(status(tt.status)+tt.location, func(t *testing.T) {
			address, roots := serveTLS(t, goodCertificate, func(w http.ResponseWriter, _ *http.Request) {
				if tt.location != "" {
					w.Header().Set("Location", tt.location)
				}
				w.WriteHeader(tt.status)
			})
			got := run(t, runner, `api: {path: "/probe?a=b"}`, newAPIInput(t, address, roots, "token", canary))
			expect(t, got, tt.outcome, tt.message, address)
		})
	}
}

func TestAPIConnections(t *testing.T) {
	plain := serve(t, func(http.ResponseWriter, *http.Request) {})
	secure, _ := serveTLS(t, goodCertificate, func(http.ResponseWriter, *http.Request) {})
	allowed := func(o *Options) { o.AllowPlaintextAPI = true }
	tests := []struct {
		name    string
		url     string
		change  func(*Options)
		outcome Outcome
		message string
	}{
		{"plain http", plain, nil, Failed, "use https, or start the controller with --allow-plaintext-class-api"},
		{"plain http, allowed", plain, allowed, Good, ""},
		{"unknown authority", secure, nil, ConnectionFailed, "the class API's certificate is signed by an unknown authority"},
		{"forbidden address", "https://127.0.0.2:1", nil, ConnectionFailed, "the class API's address is not allowed: 127.0.0.2:1"},
		{"no URL", "nonsense", nil, Failed, "the address of the class API cannot be used: "},
		{"no address", "", nil, Failed, "the class API has no address yet"},
		{"path out of the prefix", "https://127.0.0.1:1/git", nil, Failed, "api.path: the path holds"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := "/probe"
			if strings.HasPrefix(tt.name, "path") {
				path = "/../other"
			}
			got := run(t, newRunner(t, tt.change), `api: {path: "`+path+`"}`, newAPIInput(t, tt.url, x509.NewCertPool(), "token", canary))
			expect(t, got, tt.outcome, tt.message, tt.url)
		})
	}
}

func TestPluginHeader(t *testing.T) {
	in := newInput(t, `https://a/"b`)
	in.Secret = map[string]target.Credential{}
	header, err := in.pluginHeader()()
	want := map[string]string{plugin.HeaderMeta: `{"baseURL":"https://a/\"b"}`, plugin.HeaderAuth: "", plugin.HeaderSecret: "{}"}
	delete(header, "User-Agent")
	if err != nil || len(header) != len(want) {
		t.Fatalf("%v, %v", header, err)
	}
	for name, text := range want {
		if got := header.Get(name); got != base64.StdEncoding.EncodeToString([]byte(text)) {
			t.Errorf("%s: %s, want %s in base64", name, got, text)
		}
	}
}

// The class API learns which authorities vouch for the tool beside the system's, as long as a request can carry them.
func TestAPIRequestNamesAuthorities(t *testing.T) {
	var got string
	address, roots := serveTLS(t, goodCertificate, func(_ http.ResponseWriter, r *http.Request) { got = r.Header.Get(plugin.HeaderCACerts) })
	runner := newRunner(t, nil)
	in := newAPIInput(t, address, roots, "token", canary)
	in.CustomRoots = []*x509.Certificate{{Raw: []byte("one")}, {Raw: []byte("two")}}
	expect(t, run(t, runner, `api: {path: /probe}`, in), Good, "", address)
	const want = "-----BEGIN CERTIFICATE-----\nb25l\n-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\ndHdv\n-----END CERTIFICATE-----\n"
	if got != base64.StdEncoding.EncodeToString([]byte(want)) {
		t.Errorf("the class API is told %q", got)
	}
	got = "nothing"
	in.CustomRoots = []*x509.Certificate{{Raw: make([]byte, plugin.MaxHeaderBytes)}}
	expect(t, run(t, runner, `api: {path: /probe}`, in), Failed, "the probe of the class cannot be sent: the header X-Plugin-CACerts would take", address)
	if got != "nothing" {
		t.Error("the class API is asked all the same")
	}
}
