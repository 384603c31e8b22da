// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package server

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"k8s.io/component-base/metrics/testutil"
	"k8s.io/klog/v2"
	"k8s.io/klog/v2/textlogger"

	"connectors.alauda.io/pkg/plugin"
)

func TestAnswers(t *testing.T) {
	f := newFixture(t, nil)
	for _, tt := range []struct {
		name, method, path string
		change             func(http.Header)
		code               int
		// want is in the body of the answer, or in the message of its Status.
		want string
	}{
		{"an answer", "GET", "/echo?name=x", nil, 200, `{"address":"https://tool.example/prefix","query":{"name":["x"]}}`},
		{"HEAD", "HEAD", "/echo", nil, 200, ""},
		{"parameters that there are not", "GET", "/echo?name=x&watch=1&watch=2", nil, 200, `"query":{"name":["x"]}`},
		{"nothing of a client's own", "GET", "/echo", func(h http.Header) { h.Set("Authorization", "Bearer x") }, 200, `"query":{}`},

		{"no such path", "GET", "/other", nil, 404, "no such path"},
		{"a path below one", "GET", "/echo/more", nil, 404, "no such path"},
		{"a path with a slash at its end", "GET", "/echo/", nil, 404, "no such path"},
		{"a path in another spelling", "GET", "/%65cho", nil, 404, "no such path"},
		{"the root", "GET", "/", nil, 404, "no such path"},
		{"a write", "POST", "/echo", nil, 405, "GET or HEAD"},
		{"a deletion", "DELETE", "/echo", nil, 405, "GET or HEAD"},
		{"a method of nobody", "GETS", "/echo", nil, 405, "GET or HEAD"},
		{"a parameter twice", "GET", "/echo?name=x&name=y", nil, 400, "parameter name: it is given more than once"},
		{"a query in no encoding", "GET", "/echo?name=%zz", nil, 400, "not validly encoded"},
		{"a query with semicolons", "GET", "/echo?name=x;page=1", nil, 400, "not validly encoded"},
		{"a long query", "GET", "/echo?name=" + strings.Repeat("x", 64<<10), nil, 414, "longer than 65536"},
		{"no address", "GET", "/echo", func(h http.Header) { h.Del(plugin.HeaderMeta) }, 400, plugin.HeaderMeta},
		{"an address twice", "GET", "/echo", func(h http.Header) { h.Add(plugin.HeaderMeta, h.Get(plugin.HeaderMeta)) }, 400, plugin.HeaderMeta},
		{"a Secret that is none", "GET", "/echo", func(h http.Header) { h.Set(plugin.HeaderSecret, "%") }, 400, plugin.HeaderSecret},
		{"a Secret of another type", "GET", "/echo", func(h http.Header) { h.Set(plugin.HeaderAuth, "T3BhcXVl") }, 501, "does not know how to send"},
		{"certificates that are none", "GET", "/echo", func(h http.Header) { h.Set(plugin.HeaderCACerts, "AAAA") }, 400, plugin.HeaderCACerts},

		{"a refusal of the endpoint", "GET", "/refuses", nil, 501, "not <here>"},
		{"an error that may hold anything", "GET", "/fails", nil, 500, "could not be answered"},
		{"a panic", "GET", "/panics", nil, 500, "could not be answered"},
		{"an answer that is no JSON", "GET", "/unwritten", nil, 500, "could not be answered"},
		{"an answer that nobody takes", "GET", "/large", nil, 502, "more than 8 MiB"},
		{"one that nobody takes when all of it is seen", "GET", "/unseen", nil, 502, "more than 8 MiB"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			req := f.request(t.Context(), tt.method, tt.path)
			if tt.change != nil {
				tt.change(req.Header)
			}
			answer, body := f.answer(req)
			if answer.StatusCode != tt.code {
				t.Fatalf("got %d: %s", answer.StatusCode, body)
			}
			for name, want := range map[string]string{
				"Content-Type": "application/json", "X-Content-Type-Options": "nosniff",
			} {
				if got := answer.Header.Get(name); got != want {
					t.Errorf("header %s is %q", name, got)
				}
			}
			if strings.Contains(string(body), canary) {
				t.Errorf("the answer shows the credential: %s", body)
			}
			if (tt.code == 405) != (answer.Header.Get("Allow") == "GET, HEAD") {
				t.Errorf("Allow is %q", answer.Header.Get("Allow"))
			}
			if tt.code == 200 {
				if tt.method != "HEAD" && !strings.Contains(string(body), tt.want) {
					t.Errorf("got %s, want %s", body, tt.want)
				}
				return
			}
			if status := f.status(body); !strings.Contains(status.Message, tt.want) || int(status.Code) != tt.code {
				t.Errorf("got %+v, want %q", status, tt.want)
			}
		})
	}
}

// Headers of the size that packages write are taken by a server with Go's own limit.
func TestManyCertificatesPass(t *testing.T) {
	f := newFixture(t, nil)
	req := f.request(t.Context(), http.MethodGet, "/echo")
	certificates := "-----BEGIN CERTIFICATE-----\n" + strings.Repeat("A", 60<<10)
	if err := plugin.NewCall("https://tool.example", "", nil, []byte(certificates)).SetHeader(req.Header); err != nil {
		t.Fatal(err)
	}
	if answer, body := f.answer(req); answer.StatusCode != http.StatusBadRequest || !strings.Contains(string(body), "certificate") {
		t.Errorf("got %d: %s", answer.StatusCode, body)
	}
}

func TestRequestTimeout(t *testing.T) {
	f := newFixture(t, func(c *Config) { c.RequestTimeout = 10 * time.Millisecond })
	answer, body := f.answer(f.request(t.Context(), http.MethodGet, "/hangs"))
	if status := f.status(body); answer.StatusCode != http.StatusGatewayTimeout || !strings.Contains(status.Message, "within 10ms") {
		t.Errorf("got %d: %s", answer.StatusCode, body)
	}
}

func TestNotReady(t *testing.T) {
	f := newFixture(t, func(c *Config) {
		c.Ready = func() error { return errors.New("the cluster has not been read yet") }
	})
	answer, body := f.answer(f.request(t.Context(), http.MethodGet, "/echo"))
	if answer.StatusCode != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") != "1" || !strings.Contains(f.status(body).Message, "not been read") {
		t.Errorf("got %d: %s", answer.StatusCode, body)
	}
}

func TestMetrics(t *testing.T) {
	f := newFixture(t, nil)
	for _, path := range []string{"/echo", "/echo", "/refuses", "/panics", "/secret-project"} {
		f.answer(f.request(t.Context(), http.MethodGet, path))
	}
	f.server.Close() // waits for requests to end
	const want = `
		# HELP connectors_classapi_requests_total [ALPHA] Number of requests that were answered, by path of the class API (other for paths that there are not) and HTTP code.
		# TYPE connectors_classapi_requests_total counter
		connectors_classapi_requests_total{code="200",path="/echo"} 2
		connectors_classapi_requests_total{code="404",path="other"} 1
		connectors_classapi_requests_total{code="500",path="/panics"} 1
		connectors_classapi_requests_total{code="501",path="/refuses"} 1
		# HELP connectors_classapi_requests_in_flight [ALPHA] Number of requests under way.
		# TYPE connectors_classapi_requests_in_flight gauge
		connectors_classapi_requests_in_flight 0
	`
	err := testutil.GatherAndCompare(f.registry, strings.NewReader(want),
		"connectors_classapi_requests_total", "connectors_classapi_requests_in_flight")
	if err != nil {
		t.Error(err)
	}
}

// What went wrong inside is logged without what it was about.
func TestLogsShowNoCredential(t *testing.T) {
	var log bytes.Buffer
	f := newFixture(t, nil)
	logger := textlogger.NewLogger(textlogger.NewConfig(textlogger.Output(&log), textlogger.Verbosity(10)))
	handler := f.server.Config.Handler
	f.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler.ServeHTTP(w, r.WithContext(klog.NewContext(r.Context(), logger)))
	})
	for _, path := range []string{"/fails", "/panics", "/unwritten"} {
		f.answer(f.request(t.Context(), http.MethodGet, path))
	}
	f.server.Close() // waits for requests to end
	for _, want := range []string{"no Status", "panicked", "server.(*fixture).endpoints"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not say %q:\n%s", want, log.String())
		}
	}
	if strings.Contains(log.String(), canary) {
		t.Errorf("the log shows the credential:\n%s", log.String())
	}
}
