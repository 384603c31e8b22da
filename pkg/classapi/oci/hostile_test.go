// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// said is what hostile registries say, and nobody must be told.
const said = "canary"

// saying answers every request with a code, a body and headers.
func saying(code int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for n := 0; n+1 < len(headers); n += 2 {
			w.Header().Set(headers[n], headers[n+1])
		}
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body)
	}
}

// endless begins with a text and does not end.
func endless(begin, more string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		saying(http.StatusOK, begin, headers...)(w, r)
		block := []byte(strings.Repeat(more, 4096))
		for {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	}
}

// coded is an error as registries write it.
func coded(code string) string {
	return fmt.Sprintf(`{"errors":[{"code":%q,"message":"canary","detail":"canary"}]}`, code)
}

func TestHostileLists(t *testing.T) {
	page := `{"repositories":["a"],"tags":["a"]}`
	for name, test := range map[string]struct {
		handler http.Handler
		code    int
		message string
	}{
		"a page of a web site":       {saying(200, "<html>canary</html>", "Content-Type", "text/html"), 502, "is the address that of one"},
		"nothing":                    {saying(200, ""), 502, "is the address that of one"},
		"half of it":                 {saying(200, `{"tags":["canary`), 502, ""},
		"other JSON":                 {saying(200, `{"tags":"canary","repositories":"canary"}`), 502, "is the address that of one"},
		"a gigabyte in a name":       {endless(`{"repositories":["a`, "a"), 502, "larger than"},
		"a gigabyte of names":        {endless(`{"tags":["a"`, `,"a"`), 502, "more than 250000 parts"},
		"a length that is too large": {saying(200, page, "Content-Length", "9000000000"), 502, ""},
		"names that are none":        {saying(200, `{"tags":["\u0000canary"],"repositories":["a\ncanary"]}`), 502, "a name in it that is none"},
		"a name without an end":      {saying(200, `{"tags":["`+strings.Repeat("a", 600)+`"],"repositories":[""]}`), 502, "a name in it that is none"},
		"the same page again":        {saying(200, page, "Link", `<?last=canary>; rel="next"`), 502, "go in a circle"},
		"a link to another host":     {saying(200, page, "Link", `<http://canary.example.com/v2/_catalog?last=a>; rel="next"`), 502, "another host"},
		"a link to another scheme":   {saying(200, page, "Link", `<https:/v2/_catalog?last=a>`), 502, "another host"},
		"a link to metadata":         {saying(200, page, "Link", `<//169.254.169.254/latest?last=canary>`), 502, "another host"},
		"a link to another path":     {saying(200, page, "Link", `</canary?last=a>`), 502, "another path"},
		"a link with a password":     {saying(200, page, "Link", `<http://u:canary@127.0.0.1/v2/_catalog?last=a>`), 502, "link"},
		"a link that is none":        {saying(200, page, "Link", `canary`), 502, "link"},
		"a long link":                {saying(200, page, "Link", `<?last=`+strings.Repeat("a", 5000)+`>`), 502, "link"},
		"a redirect elsewhere":       {saying(302, "", "Location", "http://169.254.169.254/canary"), 502, "not at the address of the Connector"},
		"a redirect to itself":       {saying(302, "", "Location", "/v2/"), 502, "redirected more than"},
		"a redirect to nowhere":      {saying(302, ""), 502, ""},
		"no content":                 {saying(204, ""), 502, "204"},
		"a failure":                  {saying(500, said), 502, "500"},
		"a long failure":             {endless("", said), 502, ""},
		"unavailable":                {saying(503, coded("UNAVAILABLE")), 502, "503"},
		"forbidden":                  {saying(403, coded("DENIED")), 403, "credential"},
		"too many requests":          {saying(429, coded("TOOMANYREQUESTS"), "Retry-After", "86400"), 429, "try again later"},
		"not offered":                {saying(400, coded("UNSUPPORTED")), 501, ""},
		"no such method":             {saying(405, said), 501, ""},
		"a header without an end":    {saying(200, page, "X-Canary", strings.Repeat("a", 2<<20)), 502, "header"},
		"thousands of brackets":      {saying(200, strings.Repeat("[", 20_000)), 502, "is the address that of one"},
	} {
		for _, path := range []string{repositoriesPath, tagsPath} {
			t.Run(name+path, func(t *testing.T) {
				opened := open(t, anonymous(serve(t, test.handler)))
				_, err := ask(t.Context(), t, opened, path, "repository=a")
				status := expectStatus(t, err, test.code, test.message, said)
				if test.code == http.StatusTooManyRequests && status.Details.RetryAfterSeconds != 3600 {
					t.Errorf("clients wait %d seconds", status.Details.RetryAfterSeconds)
				}
			})
		}
	}
}

func TestWhatIsNotListed(t *testing.T) {
	for name, test := range map[string]struct {
		path    string
		handler http.Handler
		code    int
		message string
	}{
		"no catalog":              {path: repositoriesPath, handler: saying(404, said), code: 501, message: "does not list its repositories"},
		"a catalog for others":    {path: repositoriesPath, handler: saying(401, coded("UNAUTHORIZED")), code: 501, message: "does not list"},
		"no repository":           {path: tagsPath, handler: saying(404, coded("NAME_UNKNOWN")), code: 404, message: "repository team/app"},
		"a repository for others": {path: tagsPath, handler: saying(401, coded("UNAUTHORIZED")), code: 401, message: "wants a credential"},
	} {
		t.Run(name, func(t *testing.T) {
			opened := open(t, anonymous(serve(t, test.handler)))
			_, err := ask(t.Context(), t, opened, test.path, "repository=team/app")
			expectStatus(t, err, test.code, test.message, said)
		})
	}
}

// TestLinksInACircle has registries that always know of another page.
func TestLinksInACircle(t *testing.T) {
	for name, next := range map[string]func(n int) int{
		"a long circle": func(n int) int { return (n + 1) % 37 },
		"a late circle": func(n int) int { return min(n+1, 100) },
	} {
		t.Run(name, func(t *testing.T) {
			base := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				n := 0
				_, _ = fmt.Sscan(r.URL.Query().Get("last"), &n)
				w.Header().Set("Link", fmt.Sprintf("<?last=%d>", next(n)))
				_, _ = io.WriteString(w, `{"tags":["a"]}`)
			}))
			_, err := ask(t.Context(), t, open(t, anonymous(base)), tagsPath, "repository=a")
			expectStatus(t, err, http.StatusBadGateway, "go in a circle")
		})
	}
}

// TestSlowRegistries has registries that do not answer, or do not end their answers.
func TestSlowRegistries(t *testing.T) {
	for name, begin := range map[string]func(w http.ResponseWriter){
		"no answer": func(http.ResponseWriter) {},
		"half a list": func(w http.ResponseWriter) {
			_, _ = io.WriteString(w, `{"tags":["a",`)
			_ = http.NewResponseController(w).Flush()
		},
	} {
		t.Run(name, func(t *testing.T) {
			base := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/v2/" {
					return
				}
				begin(w)
				<-r.Context().Done()
			}))
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			defer cancel()
			_, err := ask(ctx, t, open(t, anonymous(base)), tagsPath, "repository=a")
			expectStatus(t, err, http.StatusGatewayTimeout, "timed out")
		})
	}
}
