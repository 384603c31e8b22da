// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxy_test

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// credentialOf returns what a request holds of a credential, by auth type.
func credentialOf(auth string, header http.Header, query url.Values) string {
	switch auth {
	case headerAuth:
		return header.Get("Private-Token")
	case queryAuth:
		return query.Get("private_token")
	default:
		return header.Get("Authorization")
	}
}

// wanted is what credentialOf should return.
func wanted(auth, credential string) string {
	switch auth {
	case basicAuth:
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(username+":"+credential))
	case bearerAuth:
		return "Bearer " + credential
	default:
		return credential
	}
}

func credentialAuths() []string { return []string{basicAuth, bearerAuth, headerAuth, queryAuth} }

// The tool gets the credential of the Secret, once, whatever the client sends in its place.
func TestCredentialReachesTheTool(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, ok)
	for _, auth := range credentialAuths() {
		t.Run(auth, func(t *testing.T) {
			credential := newCredential()
			connector := r.newConnectorWith(t, tl.URL, auth, r.newSecret(t, auth, credential))
			r.eachWay(t, func(t *testing.T, by way) {
				for _, test := range []struct {
					name, query string
					header      http.Header
				}{
					{name: "plain"},
					{name: "a query of its own", query: "?a=1&b=2"},
					{name: "a credential of its own", query: "?private_token=mine&private%5Ftoken=mine", header: http.Header{
						"Private-Token": {"mine", "mine too"}, "Private_Token": {"mine"},
					}},
				} {
					got := r.send(t, by, connector, call{rest: "/x" + test.query, header: test.header})
					if got.StatusCode != http.StatusOK {
						t.Fatalf("%s: answer %d: %s", test.name, got.StatusCode, clip(got.body))
					}
					last := tl.last(t)
					query := mustQuery(t, last.uri)
					if found := credentialOf(auth, last.header, query); found != wanted(auth, credential) {
						t.Errorf("%s: the tool got another credential, of %d characters", test.name, len(found))
					}
					if auth == headerAuth && countLike(last.header, "Private-Token") != 1 || auth == queryAuth && len(query["private_token"]) != 1 {
						t.Errorf("%s: the tool got more than one credential", test.name)
					}
					if test.query == "?a=1&b=2" && (query.Get("a") != "1" || query.Get("b") != "2") {
						t.Errorf("the client's query is gone: %v", query)
					}
				}
			})
		})
	}
}

// countLike counts the values of a header and of those that a CGI program would take for it.
func countLike(header http.Header, name string) int {
	n := 0
	for other, values := range header {
		if strings.EqualFold(strings.ReplaceAll(other, "_", "-"), name) {
			n += len(values)
		}
	}
	return n
}

func mustQuery(t *testing.T, uri string) url.Values {
	t.Helper()
	parsed, err := url.ParseRequestURI(uri)
	if err != nil {
		t.Fatal(err)
	}
	return parsed.Query()
}

// tellTale answers with everything that it was told, in headers and trailers.
func tellTale(w http.ResponseWriter, r *http.Request) {
	code := http.StatusOK
	if r.URL.Path == "/created" {
		code = http.StatusCreated
	}
	for name, values := range r.Header {
		w.Header()["X-Echo-"+name] = values
	}
	query := r.URL.Query().Get("private_token")
	w.Header().Set("X-Url", r.RequestURI)
	w.Header().Set("Location", "/next?"+r.URL.RawQuery+"&key="+url.QueryEscape(r.Header.Get("Private-Token"))+
		"&auth="+url.QueryEscape(r.Header.Get("Authorization")))
	w.Header().Set("Link", fmt.Sprintf("<%s>; rel=next", r.RequestURI))
	w.Header().Set("Set-Cookie", "auth="+r.Header.Get("Authorization")+r.Header.Get("Private-Token")+query)
	w.Header().Set("Content-Disposition", "attachment; filename="+r.Header.Get("Private-Token")+query)
	w.Header().Set("X-Safe", "safe")
	w.Header().Set("Trailer", "X-Trailer")
	w.Header().Set("Content-Type", "text/plain")
	w.WriteHeader(code)
	_, _ = io.WriteString(w, "body")
	w.Header().Set("X-Trailer", r.Header.Get("Authorization")+r.Header.Get("Private-Token")+query)
}

// Whatever a tool says in its header, a client does not learn the credential from it.
func TestCredentialDoesNotComeBack(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, tellTale)
	for _, auth := range credentialAuths() {
		t.Run(auth, func(t *testing.T) {
			credential := newCredential()
			connector := r.newConnectorWith(t, tl.URL, auth, r.newSecret(t, auth, credential))
			r.eachWay(t, func(t *testing.T, by way) {
				for _, rest := range []string{"/", "/created"} {
					got := r.send(t, by, connector, call{rest: rest})
					if got.StatusCode/100 != 2 || string(got.body) != "body" || got.Header.Get("X-Safe") != "safe" {
						t.Fatalf("%s: answer %d, %v: %s", rest, got.StatusCode, got.Header, clip(got.body))
					}
					for _, headers := range []http.Header{got.Header, got.Trailer} {
						for name, values := range headers {
							if holdsCredential(strings.Join(values, "\n"), credential) {
								t.Errorf("%s: the client got the credential in %s", rest, name)
							}
						}
					}
				}
			})
		})
	}
}

// holdsCredential looks for a credential in the forms that requests have it in.
func holdsCredential(text, credential string) bool {
	pair := username + ":" + credential
	return slices.ContainsFunc([]string{
		credential, url.QueryEscape(credential),
		base64.StdEncoding.EncodeToString([]byte(credential)), base64.StdEncoding.EncodeToString([]byte(pair)),
		base64.RawURLEncoding.EncodeToString([]byte(pair)),
	}, func(form string) bool { return strings.Contains(text, form) })
}

// No log, event, metric, status or error holds a credential, whichever way it went wrong.
func TestCredentialIsNowhere(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/reset":
			panic(http.ErrAbortHandler)
		case "/elsewhere":
			http.Redirect(w, r, "http://127.0.0.2:1/"+r.RequestURI, http.StatusFound)
		case "/nonsense":
			w.Header().Set("Location", "http://[::1"+r.RequestURI)
			w.WriteHeader(http.StatusFound)
		default:
			tellTale(w, r)
		}
	})
	var credentials []string
	for _, auth := range credentialAuths() {
		credential := newCredential()
		credentials = append(credentials, credential)
		secret := r.newSecret(t, auth, credential)
		connectors := []*v1alpha1.Connector{r.newConnectorWith(t, tl.URL, auth, secret), r.newConnectorWith(t, nobody, auth, secret)}
		for _, by := range r.ways(t) {
			for _, connector := range connectors {
				for _, rest := range []string{"/", "/reset", "/elsewhere", "/nonsense", "/%2e%2e", "/?a=%zz"} {
					got, err := r.try(t.Context(), by, connector, call{rest: rest})
					if err != nil {
						continue
					}
					if holdsCredential(string(got.body), credential) {
						t.Errorf("%s, %s: the answer %d holds the credential", auth, rest, got.StatusCode)
					}
				}
			}
		}
	}
	for place, text := range r.everythingSaid(t) {
		for i, credential := range credentials {
			if holdsCredential(text, credential) {
				t.Errorf("%s hold the credential of auth type %s", place, credentialAuths()[i])
			}
		}
		// And those of all tests that ran before.
		if strings.Contains(text, canary) {
			t.Errorf("%s hold a credential", place)
		}
	}
}

// everythingSaid is all that people may read who may not read Secrets.
func (r room) everythingSaid(t *testing.T) map[string]string {
	t.Helper()
	said := map[string]string{}
	for _, part := range []string{harness.APIServer, harness.KubeAPIServer} {
		log, err := os.ReadFile(stack.Cluster().LogFile(part))
		if err != nil {
			t.Fatal(err)
		}
		if len(log) == 0 {
			t.Errorf("the log of %s is empty", part)
		}
		said["the log of "+part] = string(log)
	}
	for _, by := range stack.Ways(t) {
		client := harness.Kube(t, by.Admin).Discovery().RESTClient()
		for _, path := range []string{"/metrics", "/readyz?verbose"} {
			body, err := client.Get().RequestURI(path).DoRaw(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			said[path+" "+by.Name] = string(body)
		}
	}
	events, err := r.kube.CoreV1().Events(corev1.NamespaceAll).List(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	said["the events"] = fmt.Sprint(events.Items)
	connectors, err := r.connectors.Connectors(r.namespace).List(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	said["the connectors"] = fmt.Sprint(connectors.Items)
	return said
}
