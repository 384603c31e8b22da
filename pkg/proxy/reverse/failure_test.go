// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/klog/v2"
	"k8s.io/klog/v2/ktesting"

	"connectors.alauda.io/pkg/target"
)

func TestUnusableTargets(t *testing.T) {
	tests := []struct {
		name     string
		unusable target.Unusable
		code     int
		reason   metav1.StatusReason
	}{
		{"somebody must act", target.Unusable{Reason: "SecretNotFound", Message: "no Secret"}, 409, "Conflict"},
		{"waiting helps", target.Unusable{Reason: "NotSynced", Message: "starting", Transient: true}, 503, "ServiceUnavailable"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t, "http://127.0.0.1:1", none())
			f.subresource = true
			f.target.Unusable = &tt.unusable
			status := wantStatus(t, f.do(f.request(http.MethodGet, "/", nil)), tt.code, tt.reason)
			if len(status.Details.Causes) != 1 || string(status.Details.Causes[0].Type) != tt.unusable.Reason ||
				!strings.Contains(status.Message, tt.unusable.Message) || status.Details.UID != "uid-1" {
				t.Errorf("%+v", status)
			}
		})
	}
}

func TestRefusedMethods(t *testing.T) {
	for _, method := range []string{"TRACE", "CONNECT", "trace", "TRACK"} {
		t.Run(method, func(t *testing.T) {
			f := newFixture(t, "http://127.0.0.1:1", bearer())
			f.subresource = true
			conn, err := net.Dial("tcp", f.front.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			_, _ = fmt.Fprintf(conn, "%s %s/a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", method, publicPath)
			res, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			wantStatus(t, res, http.StatusMethodNotAllowed, metav1.StatusReasonMethodNotAllowed)
			if allow := res.Header.Get("Allow"); !strings.Contains(allow, "GET") || strings.Contains(allow, "TRACE") {
				t.Errorf("Allow is %q", allow)
			}
		})
	}
}

func TestBadPaths(t *testing.T) {
	for _, path := range []string{"/a/%2e%2e/b", "/%2e%2e%2f..", "/..;/x", "/%252e%252e/"} {
		f := newFixture(t, "http://127.0.0.1:1/base", bearer())
		f.subresource = true
		wantStatus(t, f.do(f.request(http.MethodGet, path, nil)), http.StatusBadRequest, metav1.StatusReasonBadRequest)
	}
}

func TestErrorsByAccept(t *testing.T) {
	tests := []struct {
		name        string
		accept      []string
		subresource bool
		json        bool
	}{
		{"nothing", nil, false, false},
		{"anything", []string{"*/*"}, false, false},
		{"HTML", []string{"text/html,*/*;q=0.8"}, false, false},
		{"JSON", []string{"application/json"}, false, true},
		{"JSON among others", []string{"text/html", "application/json;q=0.1, */*"}, false, true},
		{"JSON of a kind", []string{"application/vnd.oci.image.index.v1+json"}, false, true},
		{"any application type", []string{"application/*"}, false, true},
		{"no JSON please", []string{"application/json; q=0, text/plain"}, false, false},
		{"subresource", []string{"text/plain"}, true, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t, "http://127.0.0.2:1", bearer())
			f.subresource = tt.subresource
			req := f.request(http.MethodGet, "/", nil)
			req.Header["Accept"] = tt.accept
			res := f.do(req)
			if tt.json {
				wantStatus(t, res, http.StatusBadGateway, "AddressRefused")
				return
			}
			body := readAll(t, res.Body)
			if res.Header.Get("Content-Type") != "text/plain; charset=utf-8" || strings.Count(body, "\n") != 1 ||
				!strings.HasPrefix(body, "connector team/tool: the tool's address is not allowed") {
				t.Errorf("%v %q", res.Header, body)
			}
		})
	}
}

func TestHeadErrorsHaveNoBody(t *testing.T) {
	f := newFixture(t, "http://127.0.0.2:1", bearer())
	res := f.do(f.request(http.MethodHead, "/", nil))
	if res.StatusCode != http.StatusBadGateway || readAll(t, res.Body) != "" {
		t.Errorf("%+v", res)
	}
}

// readRequest takes a request off the wire, so that closing the connection does not reset it.
func readRequest(conn net.Conn) {
	if req, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
		_, _ = io.Copy(io.Discard, req.Body)
	}
}

func answering(text string) func(net.Conn) {
	return func(conn net.Conn) {
		readRequest(conn)
		_, _ = io.WriteString(conn, text)
	}
}

// TestToolsThatMisbehave also greps everything that leaves the engine, log included, for the credential: each tool gives
// back what it can of it.
func TestToolsThatMisbehave(t *testing.T) {
	tests := []struct {
		name   string
		tool   func(net.Conn)
		code   int
		reason metav1.StatusReason
	}{
		{"closes", answering(""), 502, "ConnectionReset"},
		{"half a header", answering("HTTP/1.1 200 OK\r\nX: " + canary), 502, "ConnectionReset"},
		{"no HTTP", answering(canary + "\r\n\r\n"), 502, "MalformedAnswer"},
		{"bad header", answering("HTTP/1.1 200 OK\r\n" + canary + "\r\n\r\n"), 502, "MalformedAnswer"},
		{"unasked upgrade", answering("HTTP/1.1 101 " + canary + "\r\n\r\n" + canary), 502, "MalformedAnswer"},
		{"redirect to the credential", answering("HTTP/1.1 302 F\r\nLocation: http://127.0.0.3/" + canary + "\r\n\r\n"), 502, "RedirectRefused"},
		{"redirect to a host of the credential", answering("HTTP/1.1 302 F\r\nLocation: http://" + canary + ".example/\r\n\r\n"), 502, "RedirectRefused"},
		{"100 MiB of header", hugeHeader, 502, "AnswerTooLarge"},
		{"silence", func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }, 504, "Timeout"},
		{"half a header, then silence", func(conn net.Conn) {
			readRequest(conn)
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nX-A: "+canary)
			_, _ = io.Copy(io.Discard, conn)
		}, 504, "Timeout"},
	}
	for _, credential := range []target.InjectorInput{bearer(), inQuery()} {
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				t.Parallel()
				wait := time.Minute
				if tt.code == http.StatusGatewayTimeout {
					wait = time.Second
				}
				f := newFixtureThatWaits(t, wait, serveRaw(t, tt.tool), credential)
				f.subresource = true
				logged := captureLog(f)
				req := f.request(http.MethodGet, "/?a=b", nil)
				res := f.do(req)
				wantStatus(t, res, tt.code, tt.reason)
				refuseCanary(t, "header", fmt.Sprint(res.Header))
				if text := logged(); !strings.Contains(text, "The tool could not be used") {
					t.Errorf("nothing was logged: %q", text)
				} else {
					refuseCanary(t, "log", text)
				}
			})
		}
	}
}

func hugeHeader(conn net.Conn) {
	readRequest(conn)
	_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n")
	line := "X-Filler: " + strings.Repeat("x", 8<<10) + "\r\n"
	for range (100 << 20) / len(line) {
		if _, err := io.WriteString(conn, line); err != nil {
			return
		}
	}
}

// captureLog gives the front server a logger at the highest verbosity and returns what it has logged.
func captureLog(f *fixture) func() string {
	logger := ktesting.NewLogger(nopTL{}, ktesting.NewConfig(ktesting.BufferLogs(true), ktesting.Verbosity(10)))
	inner := f.front.Config.Handler
	f.front.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		inner.ServeHTTP(w, r.WithContext(klog.NewContext(r.Context(), logger)))
	})
	return func() string { return logger.GetSink().(ktesting.Underlier).GetBuffer().String() }
}

// nopTL takes what ktesting would print for a test; its buffer is what is looked at.
type nopTL struct{}

func (nopTL) Helper()    {}
func (nopTL) Log(...any) {}
