// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// answerWith gives an answer with exactly these headers beside the ones that net/http adds.
func answerWith(code int, headers http.Header) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for name, values := range headers {
			w.Header()[name] = values
		}
		w.WriteHeader(code)
	}
}

func TestAnswerHeaders(t *testing.T) {
	both, connector, never := "both", "not on subresources", "never"
	tests := []struct{ name, value, passes string }{
		{"Content-Type", "application/json", both},
		{"Etag", `"a"`, both},
		{"Link", "<https://tool/a>; rel=next", both},
		{"X-Custom", "value", both},
		{"Warning", `299 - "deprecated"`, both},
		{"Content-Encoding", "gzip", both},
		{"Www-Authenticate", `Bearer realm="https://evil.example"`, never},
		{"Proxy-Authenticate", "Basic", never},
		{"Authentication-Info", "nextnonce=1", never},
		{"Keep-Alive", "timeout=5", never},
		{"X-Reflected", "Bearer " + canary, never},
		{"X-Reflected-Part", "token=" + canary + "!", never},
		{"X-Reflected-Base64", base64.StdEncoding.EncodeToString([]byte(canary)), never},
		{"Set-Cookie", "a=b; Path=/; Domain=tool.example; HttpOnly", connector},
		{"Alt-Svc", `h3=":443"`, connector},
		{"Strict-Transport-Security", "max-age=1", connector},
		{"Clear-Site-Data", `"*"`, connector},
		{"Public-Key-Pins", "x", connector},
		{"Service-Worker-Allowed", "/", connector},
		{"Report-To", "{}", connector},
		{"Access-Control-Allow-Origin", "*", connector},
		{"Access-Control-Max-Age", "1", connector},
	}
	headers := http.Header{}
	for _, tt := range tests {
		headers.Set(tt.name, tt.value)
	}
	tool := startServer(t, answerWith(http.StatusOK, headers))
	for _, subresource := range []bool{false, true} {
		t.Run(fmt.Sprintf("subresource=%t", subresource), func(t *testing.T) {
			f := newFixture(t, tool.URL, bearer())
			f.subresource = subresource
			res, _ := f.get("/")
			for _, tt := range tests {
				if wanted := tt.passes == both || (tt.passes == connector && !subresource); (res.Header.Get(tt.name) != "") != wanted {
					t.Errorf("%s is %q", tt.name, res.Header.Get(tt.name))
				}
			}
			if sandboxed := res.Header.Get("Content-Security-Policy") == "sandbox" && res.Header.Get("X-Content-Type-Options") == "nosniff"; sandboxed != subresource {
				t.Errorf("the origin of the kube-apiserver is guarded: %t", sandboxed)
			}
			refuseCanary(t, "a header", fmt.Sprint(res.Header))
		})
	}
}

func TestContentTypeOnSubresources(t *testing.T) {
	tests := []struct {
		name      string
		tool      []string
		connector []string
		want      []string
	}{
		{"HTML", []string{"text/html"}, []string{"text/html"}, []string{"Text/html"}},
		{"HTML with parameters", []string{"text/html; charset=UTF-8"}, []string{"text/html; charset=UTF-8"}, []string{"Text/html; charset=UTF-8"}},
		{"HTML with blanks", []string{"text/html  ;charset=x"}, []string{"text/html  ;charset=x"}, []string{"Text/html  ;charset=x"}},
		{"HTML already capital", []string{"TEXT/HTML"}, []string{"TEXT/HTML"}, []string{"TEXT/HTML"}},
		{"plain", []string{"text/plain"}, []string{"text/plain"}, []string{"text/plain"}},
		{"parameter that says HTML", []string{"text/plain; a=text/html"}, []string{"text/plain; a=text/html"}, []string{"text/plain; a=text/html"}},
		{"twice", []string{"text/html", "text/html"}, []string{"text/html", "text/html"}, []string{"Text/html", "Text/html"}},
		{"none is not guessed", nil, nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tool := startServer(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Content-Type"] = tt.tool
				_, _ = io.WriteString(w, "<html><a href=/x>x</a></html>")
			}))
			f := newFixture(t, tool.URL, none())
			for subresource, want := range map[bool][]string{false: tt.connector, true: tt.want} {
				f.subresource = subresource
				res, body := f.get("/")
				if diff := cmp.Diff(want, res.Header["Content-Type"]); diff != "" || !strings.HasPrefix(body, "<html>") {
					t.Errorf("subresource %t: body %q, (-want +got):\n%s", subresource, body, diff)
				}
			}
		})
	}
}

func TestLocation(t *testing.T) {
	tests := []struct {
		name, prefix, path, location string
		// absolute is what clients of a host of our own get, resolved is where a client of the subresource ends up.
		absolute, resolved string
	}{
		{"sibling", "", "/a/b", "/a/c", publicPath + "/a/c", publicPath + "/a/c"},
		{"absolute URL", "", "/a", "TOOL/x?y=z#f", publicPath + "/x?y=z#f", publicPath + "/x?y=z#f"},
		{"relative", "", "/a/b", "c", publicPath + "/a/c", publicPath + "/a/c"},
		{"relative query", "", "/a/b", "?q=1", publicPath + "/a/b?q=1", publicPath + "/a/b?q=1"},
		{"root", "", "/a/b", "/", publicPath + "/", publicPath + "/"},
		{"itself", "", "/a/", "/a/", publicPath + "/a/", publicPath + "/a/"},
		{"from the address itself", "", "", "/uploads/1", publicPath + "/uploads/1", publicPath + "/uploads/1"},
		{"below the prefix", "/base", "/a", "/base/uploads/1", publicPath + "/uploads/1", publicPath + "/uploads/1"},
		{"the prefix itself", "/base", "/a/b", "/base", publicPath, publicPath},
		{"escapes", "/base", "/a", "/base/x%2Fy/%c3%a4", publicPath + "/x%2Fy/%c3%a4", publicPath + "/x%2Fy/%c3%a4"},
		{"colon", "", "/a", "/x:y", publicPath + "/x:y", publicPath + "/x:y"},
		{"two slashes", "", "/a", "/a//b", publicPath + "/a//b", publicPath + "/a//b"},
		{"outside the prefix", "/base", "/a", "/other", "TOOL/other", "TOOL/other"},
		{"half a segment", "/base", "/a", "/basement", "TOOL/basement", "TOOL/basement"},
		{"other host", "", "/a", "https://cdn.example/x", "https://cdn.example/x", "https://cdn.example/x"},
		{"no URL", "", "/a", "http://[::1", "", ""},
		{"with the credential", "", "/a", "/x?t=" + canary, "", ""},
	}
	for _, code := range []int{http.StatusCreated, http.StatusAccepted, http.StatusOK, http.StatusFound} {
		for _, tt := range tests {
			t.Run(fmt.Sprintf("%d/%s", code, tt.name), func(t *testing.T) {
				var base string
				tool := startServer(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Location", strings.ReplaceAll(tt.location, "TOOL", base))
					w.WriteHeader(code)
				}))
				base = tool.URL
				f := newFixture(t, tool.URL+tt.prefix, bearer())
				res := f.do(f.request(http.MethodPost, tt.path, nil))
				if got, want := res.Header.Get("Location"), strings.ReplaceAll(tt.absolute, "TOOL", base); got != want {
					t.Errorf("Location is %q, want %q", got, want)
				}
				if code == http.StatusFound {
					return // never reaches a client of the subresource
				}
				f.subresource = true
				res = f.do(f.request(http.MethodPost, tt.path, nil))
				location := res.Header.Get("Location")
				if strings.HasPrefix(location, "/") {
					t.Errorf("Location %q begins with a slash: the kube-apiserver will rewrite it", location)
				}
				want := strings.ReplaceAll(tt.resolved, "TOOL", base)
				if strings.HasPrefix(want, "/") {
					want = f.front.URL + want
				}
				if got := mustURL(t, f.front.URL+publicPath+tt.path).ResolveReference(mustURL(t, location)).String(); location != "" && got != want {
					t.Errorf("Location %q leads to %q, want %q", location, got, want)
				}
				if (location == "") != (want == "") {
					t.Errorf("Location is %q, want one to %q", location, want)
				}
			})
		}
	}
}

// Where the public path does not lead back to the same path of the tool, references stay as they are.
func TestReferencesThatLeadElsewhere(t *testing.T) {
	tool := startServer(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", r.URL.Query().Get("location"))
		w.Header().Set("Link", "<"+r.URL.Query().Get("location")+`>; rel="next"`)
		w.WriteHeader(http.StatusCreated)
	}))
	f := newFixture(t, tool.URL+"/base", bearer())
	f.leadsBack = func(rest string) bool { return rest == "/here" }
	for _, test := range []struct{ name, location, want string }{
		{"here", "/base/here", publicPath + "/here"},
		{"elsewhere", "/base/there", tool.URL + "/base/there"},
		{"with a query", "/base/there?page=2", tool.URL + "/base/there?page=2"},
		{"the address itself", "/base", tool.URL + "/base"},
	} {
		t.Run(test.name, func(t *testing.T) {
			res := f.do(f.request(http.MethodPost, "/things?location="+url.QueryEscape(test.location), nil))
			if got := res.Header.Get("Location"); got != test.want {
				t.Errorf("Location is %q, want %q", got, test.want)
			}
			if got, want := res.Header.Get("Link"), "<"+test.want+`>; rel="next"`; got != want {
				t.Errorf("Link is %q, want %q", got, want)
			}
		})
	}
}

func FuzzRelative(f *testing.F) {
	f.Add("/a/b/c", "/a/d")
	f.Add("/a//b/", "/a//")
	f.Add("/", "//x")
	f.Add("/a:b", "/c:d")
	f.Fuzz(func(t *testing.T, from, to string) {
		base, err := url.Parse("http://h" + from)
		if err != nil || !strings.HasPrefix(from, "/") || base.EscapedPath() != from || strings.Contains(from, "/.") {
			return
		}
		want, err := url.Parse("http://h" + to)
		if strings.HasPrefix(to, "//") {
			return // ResolveReference makes one slash of two at the very beginning; public paths have none there
		}
		if err != nil || !strings.HasPrefix(to, "/") || want.EscapedPath() != to || strings.Contains(to, "/.") {
			return
		}
		reference := relative(from, to)
		parsed, err := url.Parse(reference)
		if err != nil || strings.HasPrefix(reference, "/") {
			t.Fatalf("relative(%q, %q) = %q: %v", from, to, reference, err)
		}
		if got := base.ResolveReference(parsed).EscapedPath(); got != to {
			t.Fatalf("relative(%q, %q) = %q leads to %q", from, to, reference, got)
		}
	})
}

func TestCookiesStayWithTheConnector(t *testing.T) {
	tests := []struct{ name, prefix, cookie, want string }{
		{"no path", "", "a=b", "a=b; Path=" + publicPath + "/"},
		{"root", "", "a=b; path=/; HttpOnly", "a=b; HttpOnly; Path=" + publicPath + "/"},
		{"below", "", "a=b; Path=/x; Secure", "a=b; Secure; Path=" + publicPath + "/x"},
		{"prefix", "/base", "a=b; Path=/base/x", "a=b; Path=" + publicPath + "/x"},
		{"above the prefix", "/base", "a=b; Path=/", "a=b; Path=" + publicPath + "/"},
		{"domain", "", "a=b; Domain=.example.com; Path=/", "a=b; Path=" + publicPath + "/"},
		{"out of the Connector", "", "a=b; Path=/../..", "a=b; Path=" + publicPath + "/"},
		{"two paths", "", "a=b; Path=/x; Path=/y", "a=b; Path=" + publicPath + "/y"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tool := startServer(t, answerWith(http.StatusOK, http.Header{"Set-Cookie": {tt.cookie}}))
			f := newFixture(t, tool.URL+tt.prefix, none())
			res, _ := f.get("/")
			if got := res.Header.Get("Set-Cookie"); got != tt.want {
				t.Errorf("Set-Cookie is %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAnswerTrailers(t *testing.T) {
	tool := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Trailer", "X-Sum, X-Reflected, Set-Cookie, Www-Authenticate")
		_, _ = io.WriteString(w, "body")
		w.Header().Set("X-Sum", "42")
		w.Header().Set("X-Reflected", "Bearer "+canary)
		w.Header().Set("Set-Cookie", "a=b")
		w.Header().Set("Www-Authenticate", "Basic")
		w.Header().Set(http.TrailerPrefix+"X-Late", "43")
		w.Header().Set(http.TrailerPrefix+"X-Late-Reflected", canary)
		w.Header().Set(http.TrailerPrefix+"Strict-Transport-Security", "max-age=1")
	}
	plain := startServer(t, http.HandlerFunc(tool))
	secure, roots := startTLS(t, http.HandlerFunc(tool))
	for _, address := range []string{plain.URL, secure.URL} {
		t.Run(address[:5], func(t *testing.T) {
			f := newFixture(t, address, bearer())
			f.target.Roots, f.target.RootsID = roots, "test"
			f.subresource = true
			res, body := f.get("/")
			want := http.Header{"X-Sum": {"42"}, "X-Late": {"43"}}
			for name, values := range res.Trailer {
				if len(values) == 0 {
					delete(res.Trailer, name) // announced, then withheld for its value
				}
			}
			if diff := cmp.Diff(want, res.Trailer); diff != "" || body != "body" {
				t.Errorf("body %q, trailers (-want +got):\n%s", body, diff)
			}
		})
	}
}

// Answers with 1xx codes carry headers that no filter of ReverseProxy sees.
func TestInformationalAnswersAreNotForwarded(t *testing.T) {
	tool := startServer(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Set-Cookie", "a=b")
		w.Header().Set("X-Reflected", canary)
		w.WriteHeader(http.StatusEarlyHints)
		w.Header().Del("Set-Cookie")
		w.Header().Del("X-Reflected")
		_, _ = io.WriteString(w, "done")
	}))
	f := newFixture(t, tool.URL, bearer())
	conn, err := net.Dial("tcp", f.front.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_, _ = fmt.Fprintf(conn, "GET %s/ HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", publicPath)
	answer := readAll(t, conn)
	if !strings.HasPrefix(answer, "HTTP/1.1 200 OK\r\n") || strings.Contains(answer, "Set-Cookie") {
		t.Errorf("the client got %q", answer)
	}
	refuseCanary(t, "the wire", answer)
}
