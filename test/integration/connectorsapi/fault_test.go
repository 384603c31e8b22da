// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorsapi_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// asJSON answers with a code and a text that says to be JSON.
func asJSON(code int, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		_, _ = w.Write([]byte(text))
	}
}

func redirectTo(code int, location string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", location)
		w.WriteHeader(code)
	}
}

// endless sends a gigabyte of JSON, unless nobody takes it.
func endless(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte("["))
	chunk := bytes.Repeat([]byte("0,"), 32<<10)
	for range (1 << 30) / len(chunk) {
		if _, err := w.Write(chunk); err != nil {
			return
		}
	}
	_, _ = w.Write([]byte("0]"))
}

// brokenOff ends in the middle of its answer.
func brokenOff(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", "1000")
	_, _ = w.Write([]byte(`{"items":[`))
	panic(http.ErrAbortHandler)
}

// Whatever a class API answers, the client gets JSON or a Status about the Connector.
func TestBadClassAPIs(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	ca := harness.NewAuthority(t)
	api, elsewhere := newTLSServer(t, "api", ca), newServer(t, "elsewhere")
	class := r.newClass(t, v1alpha1.ConnectorClassAPI{URI: api.URL, CACerts: ca.PEM, OpenAPI: describe(t, map[string]map[string]operation{
		"/{case}": get("api", ""),
	})})
	c := r.newConnector(t, v1alpha1.ConnectorSpec{
		ConnectorClassName: class, Address: "https://tool.example.com", Auth: r.withSecret(t, newCredential()),
	})
	const status = `{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","message":"no such branch","code":404}`
	html := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<html>hello</html>"))
	}
	for i, test := range []struct {
		name   string
		answer http.HandlerFunc
		code   int
		says   string
	}{
		{"redirect to a metadata service", redirectTo(http.StatusFound, "http://169.254.169.254/latest/"), 502, "redirect"},
		{"redirect elsewhere", redirectTo(http.StatusTemporaryRedirect, elsewhere.URL), 502, "redirect"},
		{"redirect to itself", redirectTo(http.StatusMovedPermanently, "/other"), 502, "redirect"},
		{"HTML", html, 502, "JSON"},
		{"garbage", asJSON(http.StatusOK, "{garbage"), 502, "JSON"},
		{"nothing", asJSON(http.StatusOK, ""), 502, "JSON"},
		{"a gigabyte", endless, 502, "larger than it may be"},
		{"half an answer", brokenOff, 502, ""},
		{"a Status", asJSON(http.StatusNotFound, status), 404, "no such branch"},
		{"an error of its own", asJSON(http.StatusNotFound, `{"error":"nope"}`), 404, ""},
		{"a refused credential", asJSON(http.StatusUnauthorized, "no"), 401, "credential"},
		{"too much", asJSON(http.StatusTooManyRequests, "{}"), 429, ""},
		{"a fault", asJSON(http.StatusInternalServerError, "oops"), 502, ""},
		{"not implemented", asJSON(http.StatusNotImplemented, "{}"), 501, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := fmt.Sprintf("/case-%d", i)
			api.answer(path, test.answer)
			r.eachWay(t, func(t *testing.T, by way) {
				got := r.expectStatus(t, by, c, call{rest: path}, test.code, test.says)
				if kind := got.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/json") {
					t.Errorf("the answer is %s", kind)
				}
				for _, name := range []string{"Location", "Set-Cookie", "WWW-Authenticate"} {
					if value := got.Header.Get(name); value != "" {
						t.Errorf("%s is %s", name, value)
					}
				}
			})
		})
	}
	if elsewhere.count() != 0 {
		t.Error("a redirect was followed")
	}
}

// A class API that is not there is no fault of the API server.
func TestClassAPIThatIsAway(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	// Nothing listens at this port, and nobody may: one that was given up somebody else could have by now.
	class := r.newClass(t, v1alpha1.ConnectorClassAPI{URI: "https://127.0.0.1:1", OpenAPI: describe(t, map[string]map[string]operation{
		"/refs": get("api", ""),
	})})
	c := r.newConnector(t, v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: "https://tool.example.com"})
	r.eachWay(t, func(t *testing.T, by way) {
		r.expectStatus(t, by, c, call{rest: "/refs"}, http.StatusBadGateway, "refused the connection")
	})
}

// Who hangs is given up before the kube-apiserver gives up us, and the answer says who did not answer.
func TestHanging(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	ca := harness.NewAuthority(t)
	api, tool := newTLSServer(t, "api", ca), newServer(t, "tool")
	class := r.newClass(t, v1alpha1.ConnectorClassAPI{URI: api.URL, CACerts: ca.PEM, OpenAPI: describe(t, map[string]map[string]operation{
		"/class": get("api", ""),
	})})
	c := r.newConnector(t, v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: tool.URL})
	hang := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	api.answer("/class", hang)
	tool.answer("/tool", hang)
	for _, test := range []struct {
		rest, says string
		// limit is far above the 30 s of a class API and the 50 s of a call: who is not given up hangs for ever. That the
		// kube-apiserver, after a minute, was not the one who answered is seen in the Status.
		limit time.Duration
	}{{"/class", "class API", 49 * time.Second}, {"/tool", "tool", 2 * time.Minute}} {
		t.Run(test.rest, func(t *testing.T) {
			t.Parallel()
			r.eachWay(t, func(t *testing.T, by way) {
				t.Parallel()
				var got answer
				var err error
				harness.Eventually(t, test.rest, func(ctx context.Context) error {
					ctx, cancel := context.WithTimeout(ctx, test.limit)
					defer cancel()
					if got, err = r.ask(ctx, by, c, call{rest: test.rest}); errors.Is(err, errNoClassYet) {
						return err
					}
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				if err := got.isStatus(c, http.StatusGatewayTimeout, test.says); err != nil {
					t.Error(err)
				}
			})
		})
	}
}
