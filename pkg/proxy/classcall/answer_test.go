// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classcall

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/target"
)

// reply is how a class API answers.
type reply struct {
	code   int
	header map[string]string
	body   string
}

func (a reply) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	for name, value := range a.header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(a.code)
	_, _ = io.WriteString(w, a.body)
}

// typed is an answer with a Content-Type.
func typed(code int, contentType, body string) reply {
	return reply{code, map[string]string{"Content-Type": contentType}, body}
}

func inJSON(code int, body string) reply { return typed(code, "application/json", body) }

func gzipped(code int, text string) reply {
	var compressed strings.Builder
	writer := gzip.NewWriter(&compressed)
	_, _ = io.WriteString(writer, text)
	_ = writer.Close()
	return reply{code, map[string]string{"Content-Type": "application/json", "Content-Encoding": "gzip"}, compressed.String()}
}

// forEachProtocol serves one reply after the other, with HTTP/1.1 on both sides of the Caller, and with HTTP/2.
func forEachProtocol(t *testing.T, test func(t *testing.T, f *fixture, answer func(reply))) {
	t.Helper()
	for _, http2 := range []bool{false, true} {
		t.Run(fmt.Sprintf("http2=%t", http2), func(t *testing.T) {
			replies := make(chan reply, 1)
			api := startTLS(t, http2, func(w http.ResponseWriter, r *http.Request) { (<-replies).ServeHTTP(w, r) })
			f := newFixture(t, api, func(c *Config, _ *target.Target) { c.MaxAnswerBytes = 1 << 20 })
			if http2 {
				f.serveHTTP2()
			}
			test(t, f, func(next reply) { replies <- next })
		})
	}
}

func TestAnswersThatAreGood(t *testing.T) {
	const list = `{"listMeta":{"totalItems":1},"items":[{"name":"<main>"}]}`
	forEachProtocol(t, func(t *testing.T, f *fixture, answer func(reply)) {
		for _, tt := range []struct {
			name, method string
			reply        reply
			want         string
		}{
			{"a list", "GET", inJSON(200, list), list},
			{"a charset", "GET", typed(200, "Application/JSON; charset=utf-8", list), list},
			{"a type of its own", "GET", typed(200, "application/vnd.oci.image.index.v1+json", list), list},
			{"a label that a server makes itself", "GET", typed(200, "text/plain; charset=utf-8", list), list},
			{"an old label", "GET", typed(200, "text/json", list), list},
			{"an empty label", "GET", typed(200, "", list), list},
			{"identity is no encoding", "GET", reply{200, map[string]string{"Content-Type": "application/json", "Content-Encoding": "identity"}, "1"}, "1"},
			{"a list in a list", "GET", inJSON(200, " [ null ] \n"), " [ null ] \n"},
			{"created", "POST", inJSON(201, "{}"), "{}"},
			{"accepted", "POST", inJSON(202, "{}"), "{}"},
			{"no content", "DELETE", reply{204, nil, ""}, ""},
			{"a HEAD", "HEAD", inJSON(200, list), ""},
			{"a HEAD of something else", "HEAD", typed(200, "text/html", "<html>"), ""},
			{"as large as may be", "GET", inJSON(200, `"`+strings.Repeat("x", 1<<20-2)+`"`), `"` + strings.Repeat("x", 1<<20-2) + `"`},
		} {
			t.Run(tt.name, func(t *testing.T) {
				answer(tt.reply)
				res, body := f.do(f.request(tt.method, "/", nil))
				if res.StatusCode != tt.reply.code || body != tt.want {
					t.Errorf("answer %d, %.200s", res.StatusCode, body)
				}
				if res.Header.Get("X-Content-Type-Options") != "nosniff" || (tt.reply.code != 204) != (res.Header.Get("Content-Type") == "application/json") {
					t.Errorf("header %v", res.Header)
				}
				if record := <-f.records; record.Reason != "" || record.Upstream != f.target.API.Service.String() {
					t.Errorf("record %+v", record)
				}
			})
		}
	})
}

func TestAnswersThatBreakTheRules(t *testing.T) {
	redirect := func(code int, location string) reply {
		return reply{code, map[string]string{"Location": location}, canary}
	}
	forEachProtocol(t, func(t *testing.T, f *fixture, answer func(reply)) {
		for _, tt := range []struct {
			name    string
			reply   reply
			reason  metav1.StatusReason
			message string
		}{
			{"a redirect to the metadata service", redirect(302, "http://169.254.169.254/latest/"+canary), "RedirectRefused", "redirect"},
			{"a redirect to itself", redirect(307, "/"), "RedirectRefused", "redirect"},
			{"a permanent redirect", redirect(308, "https://"+canary), "RedirectRefused", "redirect"},
			{"not modified", reply{304, nil, ""}, "RedirectRefused", "redirect"},
			{"a page", typed(200, "text/html", "<html>"+canary), "MalformedAnswer", "Content-Type must be application/json"},
			{"a page that says it is JSON", inJSON(200, "<html>"+canary), "MalformedAnswer", "not valid JSON"},
			{"JSON that says it is a page", typed(200, "text/html", "{}"), "MalformedAnswer", "Content-Type"},
			{"text", typed(200, "text/plain", "hello "+canary), "MalformedAnswer", "not valid JSON"},
			{"a type that is none", typed(200, "application/json;;=", "{}"), "MalformedAnswer", "Content-Type"},
			{"nothing", inJSON(200, ""), "MalformedAnswer", "not valid JSON"},
			{"half of it", inJSON(200, `{"a":`), "MalformedAnswer", "not valid JSON"},
			{"two of it", inJSON(200, `{}{}`), "MalformedAnswer", "not valid JSON"},
			{"no UTF-8", inJSON(200, "\"\xff\""), "MalformedAnswer", "not valid JSON"},
			{"100,000 brackets", inJSON(200, strings.Repeat("[", 100000)+strings.Repeat("]", 100000)), "MalformedAnswer", "not valid JSON"},
			{"compressed", gzipped(200, "{}"), "MalformedAnswer", "compressed"},
			{"one byte too large", inJSON(200, `"`+strings.Repeat("x", 1<<20-1)+`"`), "AnswerTooLarge", "pages"},
			{"a code that is none", inJSON(600, "{}"), "MalformedAnswer", "code"},
		} {
			t.Run(tt.name, func(t *testing.T) {
				answer(tt.reply)
				res, body := f.get("/")
				wantStatus(t, res, body, http.StatusBadGateway, tt.reason, "connector team/tool: ")
				if !strings.Contains(body, tt.message) {
					t.Errorf("%s, want something about %q", body, tt.message)
				}
				if record := <-f.records; record.Reason != string(tt.reason) {
					t.Errorf("record %+v", record)
				}
			})
		}
	})
}

func TestErrorsThatAreNoStatus(t *testing.T) {
	forEachProtocol(t, func(t *testing.T, f *fixture, answer func(reply)) {
		for code, want := range map[int]struct {
			code   int
			reason metav1.StatusReason
		}{
			400: {400, "BadRequest"}, 401: {401, "AuthenticationFailed"}, 403: {403, "AuthenticationFailed"}, 404: {404, "NotFound"},
			405: {405, "MethodNotAllowed"}, 407: {502, "BadGateway"}, 409: {409, "Conflict"}, 410: {410, "Gone"}, 418: {418, ""},
			422: {422, "Invalid"}, 429: {429, "TooManyRequests"}, 500: {502, "BadGateway"}, 501: {501, "NotImplemented"}, 502: {502, "BadGateway"},
			503: {503, "ServiceUnavailable"}, 504: {504, "Timeout"}, 507: {502, "BadGateway"}, 599: {502, "BadGateway"},
		} {
			for name, next := range map[string]reply{
				"text": typed(code, "text/plain", canary), "nothing": {code, nil, ""}, "another object": inJSON(code, `{"kind":"Pod","apiVersion":"v1"}`),
				"another version":       inJSON(code, `{"kind":"Status","apiVersion":"v2","message":"`+canary+`"}`),
				"broken":                inJSON(code, `{"kind":"Status","apiVersion":"v1","message":{}}`),
				"compressed":            gzipped(code, `{"kind":"Status","apiVersion":"v1"}`),
				"of another type":       typed(code, "text/html", `{"kind":"Status","apiVersion":"v1"}`),
				"larger than it may be": inJSON(code, `{"kind":"Status","apiVersion":"v1","message":"`+strings.Repeat("x", maxStatusBytes)+`"}`),
			} {
				t.Run(fmt.Sprintf("%d %s", code, name), func(t *testing.T) {
					answer(next)
					res, body := f.get("/")
					wantStatus(t, res, body, want.code, want.reason, fmt.Sprintf("connector team/tool: the class API answered %d", code))
					if record := <-f.records; record.Reason != "" {
						t.Errorf("the answer of the class API is taken for ours: %+v", record)
					}
				})
			}
		}
	})
}

// statusReply is an answer with a Status.
func statusReply(code int, change func(*metav1.Status)) reply {
	status := metav1.Status{TypeMeta: metav1.TypeMeta{Kind: "Status", APIVersion: "v1"}, Status: "Failure", Code: int32(code)}
	change(&status)
	text, _ := json.Marshal(status)
	return inJSON(code, string(text))
}

func TestErrorsThatAreAStatus(t *testing.T) {
	forEachProtocol(t, func(t *testing.T, f *fixture, answer func(reply)) {
		for _, tt := range []struct {
			name   string
			reply  reply
			code   int
			reason metav1.StatusReason
			// message is the whole of it.
			message string
		}{
			{"as it is", statusReply(404, func(s *metav1.Status) { s.Reason, s.Message = "NotFound", `no repository "a/b"` }), 404, "NotFound", `no repository "a/b"`},
			{"a reason of its own", statusReply(500, func(s *metav1.Status) { s.Reason, s.Message = "ToolIsOdd", "why" }), 500, "ToolIsOdd", "why"},
			{"the code is that of HTTP", statusReply(404, func(s *metav1.Status) { s.Code, s.Status, s.Message = 200, "Success", "x" }), 404, "NotFound", "x"},
			{"without a label", typed(404, "text/plain; charset=utf-8", `{"kind":"Status","apiVersion":"v1","message":"x"}`), 404, "NotFound", "x"},
			{"nothing in it", statusReply(400, func(*metav1.Status) {}), 400, "BadRequest", "the class API answered 400 Bad Request"},
			{"control characters", statusReply(400, func(s *metav1.Status) { s.Message = "a\r\n\tb\x00\u202e\u2028c\x7f" }), 400, "BadRequest", "a   b   c "},
			{"no UTF-8", inJSON(400, `{"kind":"Status","apiVersion":"v1","message":"a`+"\xff"+`b"}`), 400, "BadRequest", "a\ufffdb"},
			{"a long message", statusReply(400, func(s *metav1.Status) { s.Message = strings.Repeat("ä", 3000) }), 400, "BadRequest", strings.Repeat("ä", 2046) + "…"},
			{"a reason that is a sentence", statusReply(404, func(s *metav1.Status) { s.Reason, s.Message = "Not Found\n", "x" }), 404, "NotFound", "x"},
			{"a long reason", statusReply(404, func(s *metav1.Status) { s.Reason, s.Message = metav1.StatusReason(strings.Repeat("A", 65)), "x" }), 404, "NotFound", "x"},
			{"who is refused is said", statusReply(401, func(s *metav1.Status) { s.Reason, s.Message = "Unauthorized", "Unauthorized" }), 401, "Unauthorized", "the class API refused: Unauthorized"},
			{"a long refusal", statusReply(403, func(s *metav1.Status) { s.Message = strings.Repeat("x", 5000) }), 403, "Forbidden", "the class API refused: " + strings.Repeat("x", 4070) + "…"},
			{"forbidden", statusReply(403, func(s *metav1.Status) { s.Message = "no" }), 403, "Forbidden", "the class API refused: no"},
			{"nobody is our proxy", statusReply(407, func(s *metav1.Status) { s.Message = "x" }), 502, "BadGateway", "x"},
			{"the credential", statusReply(400, func(s *metav1.Status) { s.Message = "the password " + canary + " is wrong" }), 400, "BadRequest", hidden},
			{"the credential in a URL", statusReply(400, func(s *metav1.Status) { s.Message = "GET /?p=" + url.QueryEscape(canary) }), 400, "BadRequest", hidden},
			{"two words of the credential on two lines", statusReply(400, func(s *metav1.Status) { s.Message = "two\nwords" }), 400, "BadRequest", hidden},
		} {
			t.Run(tt.name, func(t *testing.T) {
				answer(tt.reply)
				res, body := f.get("/")
				status := wantStatus(t, res, body, tt.code, tt.reason, "")
				if status.Message != tt.message || len(status.Message) > maxMessageBytes {
					t.Errorf("message %q, want %q", status.Message, tt.message)
				}
			})
		}
	})
}

func TestDetailsOfAStatus(t *testing.T) {
	forEachProtocol(t, func(t *testing.T, f *fixture, answer func(reply)) {
		answer(statusReply(422, func(s *metav1.Status) {
			s.Details = &metav1.StatusDetails{Name: "another", Group: "apps", Kind: "deployments", UID: "uid-2", RetryAfterSeconds: 1 << 30}
			for range 100 {
				s.Details.Causes = append(s.Details.Causes, metav1.StatusCause{Type: "FieldValueInvalid", Message: "must be\na number", Field: "page"})
			}
			s.Details.Causes[1] = metav1.StatusCause{Type: "a b", Message: canary, Field: canary}
			s.Continue = canary
		}))
		res, body := f.get("/")
		status := wantStatus(t, res, body, 422, "Invalid", "")
		causes := status.Details.Causes
		if len(causes) != maxCauses || causes[0] != (metav1.StatusCause{Type: "FieldValueInvalid", Message: "must be a number", Field: "page"}) ||
			causes[1] != (metav1.StatusCause{Message: hidden, Field: hidden}) {
			t.Errorf("causes %+v", causes)
		}
		if got := res.Header.Get("Retry-After"); status.Details.RetryAfterSeconds != maxRetryAfter || got != "3600" {
			t.Errorf("retry after %d, %q", status.Details.RetryAfterSeconds, got)
		}
	})
}

func TestHeadersOfAnswers(t *testing.T) {
	const date = "Mon, 02 Jan 2006 15:04:05 GMT"
	forEachProtocol(t, func(t *testing.T, f *fixture, answer func(reply)) {
		for _, code := range []int{200, 503} {
			for _, tt := range []struct{ name, value, want string }{
				{"Etag", `"abc"`, `"abc"`}, {"Etag", `W/"a-1"`, `W/"a-1"`}, {"Etag", `abc`, ""}, {"Etag", `"a"b"`, ""}, {"Etag", `"a b"`, ""}, {"Etag", `"`, ""},
				{"Etag", `"` + canary + `"`, ""}, {"Etag", `"` + strings.Repeat("x", maxHeaderBytes) + `"`, ""},
				{"Last-Modified", date, date}, {"Last-Modified", "Monday, 02-Jan-06 15:04:05 GMT", date}, {"Last-Modified", "yesterday", ""},
				{"Retry-After", "7", "7"}, {"Retry-After", "99999", "3600"}, {"Retry-After", "-1", ""}, {"Retry-After", date, ""}, {"Retry-After", "99999999999999999999", ""},
				{"Allow", "GET, PROPFIND,HEAD", "GET, HEAD"}, {"Allow", "x", ""},
				{"Set-Cookie", "a=b", ""}, {"Location", "/x", ""}, {"Www-Authenticate", "Basic", ""}, {"Proxy-Authenticate", "Basic", ""},
				{"Access-Control-Allow-Origin", "*", ""}, {"Strict-Transport-Security", "max-age=1", ""}, {"Clear-Site-Data", "*", ""},
				{"Link", "</>", ""}, {"X-Plugin-Secret", "x", ""}, {"Trailer", "Etag", ""}, {"Content-Disposition", "attachment", ""},
			} {
				t.Run(fmt.Sprintf("%d %s %.20s", code, tt.name, tt.value), func(t *testing.T) {
					next := inJSON(code, "{}")
					next.header[tt.name] = tt.value
					answer(next)
					res, _ := f.get("/")
					if got := res.Header.Get(tt.name); got != tt.want || res.StatusCode != code {
						t.Errorf("answer %d with %q, want %q", res.StatusCode, got, tt.want)
					}
				})
			}
		}
	})
}
