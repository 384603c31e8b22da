// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/proxy/access/accesstest"
)

func TestRefuses(t *testing.T) {
	const host = "c-tool.team.svc"
	none := func(r *http.Request) { r.Header.Del("Authorization") }
	keep := func(*http.Request) {}
	for _, tt := range []struct {
		name, method, host, target string
		change                     func(*http.Request)
		code                       int
		reason                     metav1.StatusReason
		text                       string
	}{
		{"no token", "GET", host, "/", none, 401, metav1.StatusReasonUnauthorized, "a token is needed"},
		{"a token that is not good", "GET", host, "/", func(r *http.Request) { r.SetBasicAuth("u", "canary-other") }, 401, metav1.StatusReasonUnauthorized, "not good"},
		{"no connector", "GET", "127.0.0.1", "/", keep, 404, metav1.StatusReasonNotFound, "names no Connector"},
		{"no connector and no token", "GET", "127.0.0.1", "/", none, 404, metav1.StatusReasonNotFound, "names no Connector"},
		{"two connectors", "GET", host, "/namespaces/team/connectors/other/", keep, 400, metav1.StatusReasonBadRequest, "the path another"},
		{"trace", "TRACE", host, "/", keep, 405, metav1.StatusReasonMethodNotAllowed, "not forwarded"},
		{"trace without a token", "TRACE", host, "/", none, 405, metav1.StatusReasonMethodNotAllowed, "not forwarded"},
		{"another method", "PROPFIND", host, "/", keep, 405, metav1.StatusReasonMethodNotAllowed, "not forwarded"},
		{"a ping without a token", "GET", "proxy.example.com", "/v2/", none, 401, metav1.StatusReasonUnauthorized, "a token is needed"},
		{"a ping with a token that is not good", "GET", "proxy.example.com", "/v2/", func(r *http.Request) { r.SetBasicAuth("u", "canary-other") }, 401, metav1.StatusReasonUnauthorized, "not good"},
		{"a ping that writes", "POST", "proxy.example.com", "/v2/", keep, 405, metav1.StatusReasonMethodNotAllowed, "asked with GET"},
		{"no right to the method", "DELETE", host, "/", keep, 403, metav1.StatusReasonForbidden, "the verb delete on connectors/proxy"},
		{"no right in the namespace", "GET", "c-tool.other.svc", "/", keep, 403, metav1.StatusReasonForbidden, `the verb get on connectors in namespace "other"`},
		{"no such connector", "GET", "", "/namespaces/team/connectors/none/", keep, 404, metav1.StatusReasonNotFound, `"none" not found`},
		{"no such connector by host", "GET", "c-none.team.svc", "/", keep, 404, metav1.StatusReasonNotFound, "status.proxy"},
		{"dots that lead out", "GET", host, "/../a", keep, 400, metav1.StatusReasonBadRequest, "tool"},
	} {
		for _, accept := range []string{"*/*", "application/json", "text/html, application/vnd.x+JSON;q=0.5"} {
			t.Run(tt.name+" accepting "+accept, func(t *testing.T) {
				f := newFixture(t, http.HandlerFunc(echo))
				r := f.request(tt.method, tt.host, tt.target)
				r.Header.Set("Accept", accept)
				r.Header.Set("X-Secret", "canary")
				tt.change(r)
				res, body := f.do(r)
				checkRefusal(t, res, body, tt.code, tt.reason, tt.text)
			})
		}
	}
}

func checkRefusal(t *testing.T, res *http.Response, body string, code int, reason metav1.StatusReason, text string) {
	t.Helper()
	header, message := res.Header, body
	refuseCanaries(t, "the answer", body)
	if strings.Contains(strings.ToLower(res.Request.Header.Get("Accept")), "json") {
		message = checkStatus(t, header, body, code, reason)
	} else if strings.Count(body, "\n") != 1 || header.Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Errorf("%q (%s) is no line of text", body, header.Get("Content-Type"))
	}
	if res.StatusCode != code || !strings.Contains(message, text) || header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("answer %d, %v, %q; want %d with %q", res.StatusCode, header, body, code, text)
	}
	if challenged := header.Get("WWW-Authenticate") == `Basic realm="connectors"`; challenged != (code == 401) {
		t.Errorf("%d with the challenge %q", code, header.Get("WWW-Authenticate"))
	}
	if (header.Get("Allow") != "") != (code == 405) {
		t.Errorf("%d with Allow %q", code, header.Get("Allow"))
	}
}

// checkStatus gives the message of a Status.
func checkStatus(t *testing.T, header http.Header, body string, code int, reason metav1.StatusReason) string {
	t.Helper()
	var status metav1.Status
	if err := json.Unmarshal([]byte(body), &status); err != nil || status.Kind != "Status" || status.APIVersion != "v1" ||
		status.Code != int32(code) || status.Reason != reason || status.Status != "Failure" || header.Get("Content-Type") != "application/json" {
		t.Errorf("%s is no Status with %d %s (%v)", body, code, reason, err)
	}
	return status.Message
}

func TestFailsClosedWithoutTheCluster(t *testing.T) {
	f := newFixture(t, http.HandlerFunc(echo))
	f.world.Change(func(w *accesstest.World) { w.Down = true })
	res, body := f.do(f.request(http.MethodGet, "c-tool.team.svc", "/"))
	checkRefusal(t, res, body, 503, metav1.StatusReasonServiceUnavailable, "cannot be asked")
}

// A client that announces a body and sends none is answered all the same.
func TestRefusedBodyIsNotWaitedFor(t *testing.T) {
	f := newFixture(t, http.HandlerFunc(echo))
	connection, err := net.Dial("tcp", f.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	_, _ = io.WriteString(connection, "POST / HTTP/1.1\r\nHost: c-tool.team.svc\r\nContent-Length: 10\r\n\r\n")
	res, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil || res.StatusCode != http.StatusUnauthorized {
		t.Errorf("%v, %v", res, err)
	}
}

func TestNewHandlerNeedsAll(t *testing.T) {
	if _, err := NewHandler(Config{}); err == nil {
		t.Error("no error without anything")
	}
	if _, err := NewServer(http.NotFoundHandler(), ServerOptions{}); err == nil {
		t.Error("no error without a number of requests")
	}
}
