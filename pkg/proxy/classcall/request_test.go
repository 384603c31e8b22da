// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classcall

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"net/http"
	"reflect"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/plugin"
	"connectors.alauda.io/pkg/target"
)

const (
	traceID     = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	bodyOfWrite = `{"name":"x"}`
)

// sent is what a class API sees of a request.
type sent struct {
	method, target, host, body string
	length                     int64
	header                     http.Header
}

// startEcho is a class API that remembers the last request.
func startEcho(t *testing.T, http2 bool) (classAPI, <-chan sent) {
	t.Helper()
	seen := make(chan sent, 100)
	return startTLS(t, http2, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		seen <- sent{r.Method, r.RequestURI, r.Host, string(body), r.ContentLength, r.Header.Clone()}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"proto":"`+r.Proto+`"}`)
	}), seen
}

func identityOfClient() http.Header {
	header := http.Header{
		"Accept": {"text/html"}, "Accept-Language": {"de, en;q=0.5"}, "Accept-Encoding": {"gzip"}, "User-Agent": {"kubectl"},
		"Traceparent": {traceID}, "Baggage": {"user=jane"}, "If-None-Match": {`"1"`}, "Range": {"bytes=0-1"}, "Origin": {"https://evil.example"},
		"Connection": {"X-Plugin-Secret"}, "Content-Type": {"application/json; charset=utf-8"}, "Expect": {"100-continue"},
	}
	for _, name := range []string{
		"X-Plugin-Meta", "X-Plugin-Auth", "X-Plugin-Secret", "X-Plugin-Cacerts", "x-plugin-other", "X_Plugin_Secret", "X_plugin_Meta",
		"Authorization", "Proxy-Authorization", "Cookie", "X-Remote-User", "X_Remote_User", "Impersonate-User", "X-Forwarded-For",
		"X-Forwarded-Host", "Forwarded", "X-Real-Ip", "X-Http-Method-Override", "X-Original-Url", "Via", "Referer",
	} {
		header[name] = []string{"of the client"}
	}
	return header
}

func TestTheClassAPIIsToldNothingElse(t *testing.T) {
	encoded := func(text string) []string { return []string{base64.StdEncoding.EncodeToString([]byte(text))} }
	secret := fmt.Sprintf(`{"password":%q,"phrase":%q,"username":%q}`, encoded(canary)[0], encoded("two words")[0], encoded("robot")[0])
	read := http.Header{
		"Accept": {"application/json"}, "Accept-Encoding": {"identity"}, "Accept-Language": {"de, en;q=0.5"},
		"User-Agent": {"connectors-apiserver"}, "Traceparent": {traceID},
		"X-Plugin-Meta": encoded(`{"baseURL":"` + baseURL + `"}`), "X-Plugin-Auth": encoded("kubernetes.io/basic-auth"),
		"X-Plugin-Secret": encoded(secret),
	}
	write := read.Clone()
	write["Content-Type"] = []string{"application/json; charset=utf-8"}
	write["Content-Length"] = []string{"12"}
	for _, http2 := range []bool{false, true} {
		api, seen := startEcho(t, http2)
		f := newFixture(t, api, nil)
		for method, want := range map[string]http.Header{
			"GET": read, "HEAD": read, "OPTIONS": read, "POST": write, "PUT": write, "PATCH": write, "DELETE": write,
		} {
			t.Run(method, func(t *testing.T) {
				req := f.request(method, "/git/refs?dryRun=All&b=%2f&a", strings.NewReader(bodyOfWrite))
				maps.Copy(req.Header, identityOfClient())
				res, _ := f.do(req)
				got := <-seen
				if !reflect.DeepEqual(got.header, want) {
					t.Errorf("the class API was sent %v,\nwant %v", got.header, want)
				}
				if (got.body == bodyOfWrite) != hasBody(method) || (got.body == "") == hasBody(method) {
					t.Errorf("%s with the body %q", method, got.body)
				}
				if res.StatusCode != http.StatusOK || got.method != method || got.target != "/git/refs?dryRun=All&b=%2f&a" {
					t.Errorf("answer %d to %s %s", res.StatusCode, got.method, got.target)
				}
			})
		}
	}
}

func TestWithoutACredential(t *testing.T) {
	api, seen := startEcho(t, true)
	f := newFixture(t, api, nil)
	f.place = placeOf(f.target, "mysql://db:3306", nil)
	if res, body := f.get("/x"); res.StatusCode != http.StatusOK || body != `{"proto":"HTTP/2.0"}` {
		t.Errorf("answer %d, %s", res.StatusCode, body)
	}
	call, err := plugin.Parse((<-seen).header)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := call.Secret(); ok || call.BaseURL != "mysql://db:3306" || call.SecretType != "" {
		t.Errorf("the class API was told %+v", call)
	}
	if record := <-f.records; record.Reason != "" || record.Upstream != f.target.API.Service.String() {
		t.Errorf("record %+v", record)
	}
}

func TestPathsAndQueries(t *testing.T) {
	api, seen := startEcho(t, false)
	api.url += "/plugin/v1"
	f := newFixture(t, api, nil)
	for _, tt := range []struct {
		name, path string
		// want is the request target, or empty for a refusal with code.
		want   string
		code   int
		reason metav1.StatusReason
	}{
		{"the class API itself", "", "/plugin/v1", 0, ""},
		{"a trailing slash", "/refs/", "/plugin/v1/refs/", 0, ""},
		{"an encoded slash stays", "/refs/a%2Fb", "/plugin/v1/refs/a%2Fb", 0, ""},
		{"the query stays as it is", "/refs?b=%zz&a=1;2&&c", "/plugin/v1/refs?b=%zz&a=1;2&&c", 0, ""},
		{"a question mark alone", "/refs?", "/plugin/v1/refs", 0, ""},
		{"60 KiB of query", "/refs?q=" + strings.Repeat("x", 60<<10), "/plugin/v1/refs?q=" + strings.Repeat("x", 60<<10), 0, ""},
		{"64 KiB of query and one byte", "/refs?" + strings.Repeat("x", 64<<10+1), "", 414, "RequestURITooLong"},
		{"64 KiB of path and one byte", "/" + strings.Repeat("x", 64<<10), "", 414, "RequestURITooLong"},
		{"dot segments", "/refs/../../secret", "", 400, "BadRequest"},
		{"encoded dot segments", "/refs/%2e%2e/x", "", 400, "BadRequest"},
		{"dot segments behind a backslash", `/refs%5c..%5c..%5cx`, "", 400, "BadRequest"},
		{"twice encoded", "/refs/%252e%252e%252f", "", 400, "BadRequest"},
		{"an encoded line break", "/refs/%0d%0aHost:%20x", "", 400, "BadRequest"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			req := f.request(http.MethodGet, "", nil)
			path, query, _ := strings.Cut(tt.path, "?")
			req.URL.Opaque, req.URL.RawQuery = "//"+req.URL.Host+publicPath+path, query
			res, body := f.do(req)
			if tt.want == "" {
				wantStatus(t, res, body, tt.code, tt.reason, "")
				return
			}
			if got := <-seen; got.target != tt.want || res.StatusCode != http.StatusOK {
				t.Errorf("answer %d to %.200s, want %.200s", res.StatusCode, got.target, tt.want)
			}
		})
	}
	if n := len(seen); n > 0 {
		t.Errorf("%d requests were sent that were refused", n)
	}
}

func TestHeadersOfAClientThatAreWrong(t *testing.T) {
	api, seen := startEcho(t, false)
	f := newFixture(t, api, nil)
	for name, value := range map[string]string{
		"Accept-Language": strings.Repeat("x", maxHeaderBytes+1), "Content-Type": "no type/at all;;;", "Traceparent": "00-zz-zz-01",
	} {
		req := f.request(http.MethodPost, "/", strings.NewReader(bodyOfWrite))
		req.Header.Set(name, value)
		f.do(req)
		if got := (<-seen).header; got[name] != nil {
			t.Errorf("%s: %.100s is passed on", name, got[name])
		}
	}
}

func TestBodiesOfWrites(t *testing.T) {
	api, seen := startEcho(t, true)
	unknownLength := func(n int) io.Reader { return io.MultiReader(bytes.NewReader(make([]byte, n))) }
	for _, http2 := range []bool{false, true} {
		f := newFixture(t, api, nil)
		if http2 {
			f.serveHTTP2()
		}
		for _, tt := range []struct {
			name string
			body io.Reader
			want int
		}{
			{"none", nil, 200},
			{"as much as may be", bytes.NewReader(make([]byte, maxBodyBytes)), 200},
			{"of unknown length", unknownLength(maxBodyBytes), 200},
			{"one byte more", bytes.NewReader(make([]byte, maxBodyBytes+1)), 413},
			{"one byte more of unknown length", unknownLength(maxBodyBytes + 1), 413},
		} {
			t.Run(fmt.Sprintf("%s http2=%t", tt.name, http2), func(t *testing.T) {
				res, body := f.do(f.request(http.MethodPut, "/", tt.body))
				if tt.want != http.StatusOK {
					wantStatus(t, res, body, tt.want, "RequestEntityTooLarge", "3 MiB")
					return
				}
				if got := <-seen; res.StatusCode != tt.want || got.length != int64(len(got.body)) {
					t.Errorf("answer %d to a body of %d bytes, announced as %d", res.StatusCode, len(got.body), got.length)
				}
			})
		}
	}
	if n := len(seen); n > 0 {
		t.Errorf("%d requests were sent that were refused", n)
	}
}

func TestMethods(t *testing.T) {
	api, seen := startEcho(t, true)
	f := newFixture(t, api, nil)
	for _, method := range []string{"TRACE", "TRACK", "PROPFIND", "get"} {
		res, body := f.do(f.request(method, "/", nil))
		wantStatus(t, res, body, http.StatusMethodNotAllowed, "MethodNotAllowed", "GET, HEAD")
		if res.Header.Get("Allow") == "" {
			t.Errorf("%s: no Allow", method)
		}
	}
	if len(seen) > 0 {
		t.Error("a request was sent")
	}
}

func TestUseOfWhatIsNotThere(t *testing.T) {
	long := strings.Repeat("x", plugin.MaxHeaderBytes)
	api, seen := startEcho(t, true)
	for _, tt := range []struct {
		name    string
		change  func(*target.Target)
		code    int
		reason  metav1.StatusReason
		message string
	}{
		{"no address yet", func(t *target.Target) { t.API.Service = target.Address{} }, 503, "ServiceUnavailable", "the class API has no address"},
		{"unusable", func(t *target.Target) {
			t.API.Unusable = &target.Unusable{Reason: "SecretNotFound", Message: "there is no Secret"}
		}, 409, "Conflict", "SecretNotFound: there is no Secret"},
		{"unusable for now", func(t *target.Target) {
			t.API.Unusable = &target.Unusable{Reason: "ConnectorClassNotReady", Message: "wait", Transient: true}
		}, 503, "ServiceUnavailable", "ConnectorClassNotReady: wait"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t, api, func(_ *Config, target *target.Target) { tt.change(target) })
			res, body := f.get("/")
			wantStatus(t, res, body, tt.code, tt.reason, "connector team/tool: "+tt.message)
		})
	}
	t.Run("no class API", func(t *testing.T) {
		f := newFixture(t, api, func(_ *Config, target *target.Target) { target.API = nil })
		if res, body := f.get("/"); res.StatusCode != http.StatusInternalServerError || !strings.Contains(body, `"kind":"Status"`) {
			t.Errorf("answer %d, %s", res.StatusCode, body)
		}
	})
	t.Run("nothing to tell", func(t *testing.T) {
		f := newFixture(t, api, nil)
		f.place = &target.Place{Target: f.target}
		res, body := f.get("/")
		wantStatus(t, res, body, http.StatusInternalServerError, "InternalError", "cannot be handled")
	})
	for _, tt := range []struct {
		name   string
		call   *plugin.Call
		header string
		field  string
	}{
		{"an address", plugin.NewCall("https://"+long, "", nil, nil), "X-Plugin-Meta", "spec.address"},
		{"a Secret", plugin.NewCall(baseURL, "Opaque", map[string][]byte{"key": []byte(canary + long)}, nil), "X-Plugin-Secret", "spec.auth.secretRef"},
		{"the type of one", plugin.NewCall(baseURL, long, map[string][]byte{}, nil), "X-Plugin-Auth", "spec.auth.secretRef"},
		{"certificates", plugin.NewCall(baseURL, "", nil, []byte(long)), "X-Plugin-CACerts", "spec.caCertSecretRef"},
		{"further addresses", plugin.NewCall(baseURL, "Opaque", map[string][]byte{}, nil).WithAddresses([]string{long}),
			"X-Plugin-Addresses", "spec.addressExtensions"},
	} {
		t.Run("too large for a header: "+tt.name, func(t *testing.T) {
			f := newFixture(t, api, nil)
			f.place = target.NewPlace(f.target, target.Address{}, func() *plugin.Call { return tt.call })
			res, body := f.get("/")
			status := wantStatus(t, res, body, http.StatusConflict, "Conflict", tt.header)
			causes := status.Details.Causes
			if len(causes) != 1 || causes[0].Field != tt.field || causes[0].Type != "FieldValueTooLong" || !strings.Contains(causes[0].Message, tt.header) {
				t.Errorf("causes %+v, want one at %s", causes, tt.field)
			}
			if record := <-f.records; record.Reason != "FieldValueTooLong" {
				t.Errorf("audited as %q", record.Reason)
			}
		})
	}
	if len(seen) > 0 {
		t.Error("a request was sent")
	}
}

func TestNewNeedsTransports(t *testing.T) {
	if _, err := New(Config{}); err == nil {
		t.Error("a Caller without transports")
	}
}
