// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/target"
)

func registryToken() target.InjectorInput {
	return target.InjectorInput{SecretType: v1alpha1.SecretTypeRegistryToken, Secret: map[string]target.Credential{
		"username": target.NewCredential("robot"), "password": target.NewCredential(canary),
	}}
}

// newRegistry puts an engine in front of a registry below a prefix, seen by its clients below /v2.
func newRegistry(t *testing.T, handler http.HandlerFunc) *fixture {
	t.Helper()
	f := newFixture(t, startServer(t, handler).URL+"/prefix", none())
	f.registry = true
	return f
}

func (f *fixture) getImage(path string) *http.Response {
	f.t.Helper()
	req := f.request(http.MethodGet, "", nil)
	req.URL.Path = imagePath + path
	return f.do(req)
}

// Where a registry sends its clients, and where they find it.
func TestPlacesInARegistry(t *testing.T) {
	for _, test := range []struct{ name, sent, want string }{
		{"an upload", "TOOL/prefix/v2/app/blobs/uploads/1?_state=a%2Fb%3D", imagePath + "/app/blobs/uploads/1?_state=a%2Fb%3D"},
		{"without a host", "/prefix/v2/_catalog?last=a&n=1", imagePath + "/_catalog?last=a&n=1"},
		{"relative", "uploads/1", imagePath + "/app/uploads/1"},
		{"the root", "TOOL/prefix/v2/", imagePath + "/"},
		{"the root without a slash", "TOOL/prefix/v2", imagePath},
		{"beside the API", "TOOL/prefix/v2x/a", "/namespaces/team/connectors/tool/v2x/a"},
		{"elsewhere at the tool", "TOOL/prefix/blobs/1", "/namespaces/team/connectors/tool/blobs/1"},
		{"the tool itself", "TOOL/prefix/", "/namespaces/team/connectors/tool/"},
		{"above the prefix", "TOOL/blobs/1", "TOOL/blobs/1"},
		{"another host", "https://blobs.example.com/a?signature=b", "https://blobs.example.com/a?signature=b"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newRegistry(t, func(w http.ResponseWriter, r *http.Request) {
				sent := strings.ReplaceAll(test.sent, "TOOL", "http://"+r.Host)
				w.Header()["Location"] = []string{sent}
				w.Header()["Link"] = []string{"<" + sent + `>; rel="next"`}
				w.WriteHeader(http.StatusAccepted)
			})
			res := f.getImage("/app/list")
			want := strings.ReplaceAll(test.want, "TOOL", "http://"+f.target.Address.Authority())
			if got := res.Header.Get("Location"); got != want {
				t.Errorf("Location is %q, want %q", got, want)
			}
			if got := res.Header.Get("Link"); got != "<"+want+`>; rel="next"` {
				t.Errorf("Link is %q, want %q", got, want)
			}
		})
	}
}

func TestSourceOfAMount(t *testing.T) {
	const own = "namespaces%2Fteam%2Fconnectors%2Ftool%2F"
	for _, test := range []struct{ name, sent, want string }{
		{"none", "digest=sha256%3A0&a=%2f", "digest=sha256%3A0&a=%2f"},
		{"its own", "mount=sha256:0&from=" + own + "org%2Fbase&x=%2f", "mount=sha256:0&from=org%2Fbase&x=%2f"},
		{"its own, not encoded", "from=namespaces/team/connectors/tool/base&mount=sha256:0", "from=base&mount=sha256:0"},
		{"another Connector's", "mount=sha256:0&x=1&from=namespaces%2Fteam%2Fconnectors%2Fother%2Fbase", "x=1"},
		{"one with a longer name", "mount=sha256:0&from=namespaces/team/connectors/tools/base", ""},
		{"the registry's name", "mount=sha256:0&from=base", "mount=sha256:0&from=base"},
		{"no name", "mount=sha256:0&from=%zz", "mount=sha256:0&from=%zz"},
		{"another parameter", "xfrom=namespaces/team/connectors/tool/base", "xfrom=namespaces/team/connectors/tool/base"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := make(chan string, 1)
			f := newRegistry(t, func(_ http.ResponseWriter, r *http.Request) { got <- r.URL.RawQuery })
			req := f.request(http.MethodPost, "", nil)
			req.URL.Path, req.URL.RawQuery = imagePath+"/app/blobs/uploads/", test.sent
			if f.do(req); <-got != test.want {
				t.Errorf("not %q", test.want)
			}
		})
	}
}

func TestHeadersOfARegistry(t *testing.T) {
	passing := http.Header{
		"Docker-Upload-Uuid": {"1"}, "Range": {"0-5"}, "Oci-Subject": {"sha256:0"}, "Docker-Content-Digest": {"sha256:1"},
		"Docker-Distribution-Api-Version": {"registry/2.0"}, "Oci-Chunk-Min-Length": {"9"}, "Oci-Filters-Applied": {"artifactType"},
	}
	f := newRegistry(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/prefix/v2/app/list" {
			t.Errorf("the registry was asked for %q", r.URL.Path)
		}
		answerWith(http.StatusOK, passing)(w, r)
		_, _ = fmt.Fprint(w, "ok")
	})
	res := f.getImage("/app/list")
	for name, values := range passing {
		if got := res.Header.Get(name); got != values[0] {
			t.Errorf("%s is %q, want %q", name, got, values[0])
		}
	}
}

func TestCookiesOfARegistry(t *testing.T) {
	for path, want := range map[string]string{
		"/prefix/v2/app": imagePath + "/app", "/prefix/v2/": imagePath + "/", "/prefix": imagePath + "/", "/": imagePath + "/",
		"/prefix/v2": imagePath + "/", "/prefix/other": imagePath + "/",
	} {
		f := newRegistry(t, answerWith(http.StatusOK, http.Header{"Set-Cookie": {"sid=1; Path=" + path}}))
		if got := f.getImage("/").Header.Get("Set-Cookie"); got != "sid=1; Path="+want {
			t.Errorf("path %s: %q, want %s", path, got, want)
		}
	}
}

func TestLinks(t *testing.T) {
	const public = publicPath
	for _, test := range []struct{ name, sent, want string }{
		{"one", `<TOOL/a?page=2>; rel="next"`, "<" + public + `/a?page=2>; rel="next"`},
		{"two", `<TOOL/a>; rel="next", </b>; rel=last`, "<" + public + `/a>; rel="next", <` + public + "/b>; rel=last"},
		{"a comma in quotes", `<TOOL/a>; title="x, <y>\", z"; rel=next, </b>`, "<" + public + `/a>; title="x, <y>\", z"; rel=next, <` + public + "/b>"},
		{"another host", "<https://other.example.com/a,b>; rel=next", "<https://other.example.com/a,b>; rel=next"},
		{"no link", "TOOL/a", ""},
		{"a link without an end", "<TOOL/a", ""},
		{"a link and more", "<TOOL/a>; rel=next, TOOL/b", "<" + public + "/a>; rel=next"},
		{"the credential", "<https://other.example.com/" + canary + ">; rel=next", ""},
		{"no URL", "<http://[::1>; rel=next, <TOOL/a>", "<" + public + "/a>"},
		{"blanks", "  <  TOOL/a >  ;rel=next  ,", "<" + public + "/a>  ;rel=next"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t, startServer(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header()["Link"] = []string{strings.ReplaceAll(test.sent, "TOOL", "http://"+r.Host)}
			})).URL, bearer())
			res, _ := f.get("/list")
			if got := res.Header.Get("Link"); got != test.want {
				t.Errorf("Link is %q, want %q", got, test.want)
			}
		})
	}
}

// Whatever a tool calls a link, what reaches the client is links, and none leads where the header did not.
func FuzzLinks(f *testing.F) {
	f.Add(`<http://tool.example/a?page=2>; rel="next", </b>; title="x\", <z>"`)
	f.Add("<a>,,<b>;\"")
	address, err := target.ParseAddress("http://tool.example")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, line string) {
		x := &exchange{Request: Request{Target: &target.Target{Address: address}, Address: address, PublicPath: "/public"}}
		x.url.Scheme, x.url.Host, x.url.Path = "http", "tool.example", "/list"
		got := x.clientLinks(line)
		if got != "" && (got[0] != '<' || !strings.Contains(got, ">")) {
			t.Errorf("%q became %q", line, got)
		}
		if again := x.clientLinks(got); strings.Count(again, "<") < strings.Count(got, "<") && !strings.Contains(got, "\"") {
			t.Errorf("%q became %q, of which %q is understood", line, got, again)
		}
	})
}
