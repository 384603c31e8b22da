// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package tool

import (
	"net/http"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// redirecting sends /<name> where the map says, and answers everything else as echo does.
func redirecting(places map[string]string, code int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if place, ok := places[r.URL.Path]; ok {
			w.Header().Set("Location", place)
			w.WriteHeader(code)
			return
		}
		echo(w, r)
	}
}

func TestRedirects(t *testing.T) {
	elsewhere := startAt(t, "127.0.0.3", func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s has arrived elsewhere", r.URL) })
	places := map[string]string{
		"/team/moved":    "/team/app",
		"/team/twice":    "/team/moved",
		"/team/loop":     "/team/loop",
		"/team/foreign":  elsewhere.URL + "/team/app",
		"/team/outside":  "/other",
		"/team/dots":     "/team/%2e%2e/other",
		"/team/metadata": "http://169.254.169.254/latest/meta-data",
		"/team/user":     "//user:" + canary + "@127.0.0.3/",
		"/team/host":     "http://" + canary + ".example/",
		"/team/file":     "file:///etc/passwd",
	}
	tool := start(t, redirecting(places, http.StatusFound))
	for _, tt := range []struct {
		name, path string
		// want is the answer, wrong the Status where there is none.
		want, wrong string
	}{
		{"none", "/team/app", "GET /team/app", ""},
		{"at the address", "/team/moved", "GET /team/app", ""},
		{"two at the address", "/team/twice", "GET /team/app", ""},
		{"a loop", "/team/loop", "", "more than 5 times"},
		{"another host", "/team/foreign", "", "led to http://127.0.0.3"},
		{"out of the prefix", "/team/outside", "", "led to " + tool.URL},
		{"out of the prefix by dots", "/team/dots", "", "led to " + tool.URL},
		{"the metadata service", "/team/metadata", "", "led to http://169.254.169.254"},
		{"a user", "/team/user", "", "led to http://127.0.0.3"},
		{"a host that is the credential", "/team/host", "", "led elsewhere"},
		{"no HTTP", "/team/file", "", "led elsewhere"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			opened := open(t, tool.URL+"/team", v1alpha1.SecretTypeBasicAuth)
			answer, body, err := get(t, opened.Client(), tool.URL+tt.path)
			if tt.wrong == "" {
				if want := tt.want + " [" + basic("robot") + "]"; err != nil || body != want || answer.Request.URL.Path != "/team/app" {
					t.Errorf("got %q, %v, want %q", body, err, want)
				}
				return
			}
			if err == nil {
				t.Fatalf("it was followed: %q", body)
			}
			if status := statusOf(t, opened.Failure(err)); status.Code != 502 || status.Reason != reasonRedirect || !strings.Contains(status.Message, tt.wrong) {
				t.Errorf("got %+v, want %q", status, tt.wrong)
			}
		})
	}
}

func TestRedirectsOfOtherRequests(t *testing.T) {
	for _, code := range []int{http.StatusFound, http.StatusTemporaryRedirect} {
		t.Run(http.StatusText(code), func(t *testing.T) {
			tool := start(t, redirecting(map[string]string{"/git-upload-pack": "/other"}, code))
			opened := open(t, tool.URL, v1alpha1.SecretTypeBasicAuth)
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, tool.URL+"/git-upload-pack", strings.NewReader("want"))
			if err != nil {
				t.Fatal(err)
			}
			answer, err := opened.Client().Do(req)
			if err == nil {
				_ = answer.Body.Close()
				t.Fatalf("it was followed: %d", answer.StatusCode)
			}
			if status := statusOf(t, opened.Failure(err)); status.Reason != reasonRedirect {
				t.Errorf("got %+v", status)
			}
		})
	}
}
