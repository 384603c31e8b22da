// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package tool

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/plugin"
	"connectors.alauda.io/pkg/target"
)

func basic(user string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+canary))
}

func TestCredentialsByTypeAndProtocol(t *testing.T) {
	tool := start(t, echo)
	for _, tt := range []struct {
		name, secretType string
		as               func(*Tool) (*Tool, error)
		want             string
	}{
		{"nothing", "", nil, ""},
		{"user and password", v1alpha1.SecretTypeBasicAuth, nil, basic("robot")},
		{"token", v1alpha1.SecretTypeBearerToken, nil, "Bearer " + canary},
		{"Git without a credential", "", (*Tool).AsGit, ""},
		{"Git with user and password", v1alpha1.SecretTypeBasicAuth, (*Tool).AsGit, basic("robot")},
		{"Git with a token", v1alpha1.SecretTypeBearerToken, (*Tool).AsGit, basic("oauth2")},
		{"Git with the account of a registry", v1alpha1.SecretTypeRegistryToken, (*Tool).AsGit, basic("robot")},
		{"a registry with a token", v1alpha1.SecretTypeBearerToken, (*Tool).AsRegistry, "Bearer " + canary},
		{"a registry that asks for nothing", v1alpha1.SecretTypeBasicAuth, (*Tool).AsRegistry, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			opened := open(t, tool.URL, tt.secretType)
			if tt.as != nil {
				var err error
				if opened, err = tt.as(opened); err != nil {
					t.Fatal(err)
				}
			}
			_, body, err := get(t, opened.Client(), tool.URL+"/v2/app/tags/list?n=1")
			if want := "GET /v2/app/tags/list?n=1 [" + tt.want + "]"; err != nil || body != want {
				t.Errorf("got %q, %v, want %q", body, err, want)
			}
			if strings.Contains(fmt.Sprintf("%v %+v %#v", opened, opened, *opened), canary) {
				t.Error("a tool prints its credential")
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, tt := range []struct {
		name, address, secretType string
		secret                    map[string][]byte
		caCerts, want             string
		code                      int32
	}{
		{"an address that is none", "%", "", nil, "", "the address of the Connector cannot be used", 400},
		{"an address of another protocol", "mysql://db:3306", "", nil, "", "the scheme must be http or https", 400},
		{"an address with a password", "https://u:" + canary + "@host", "", nil, "", "user information", 400},
		{"a Secret without its key", "https://host", v1alpha1.SecretTypeBasicAuth, map[string][]byte{"password": []byte(canary)}, "", `no key "username"`, 400},
		{"a token with a line break", "https://host", v1alpha1.SecretTypeBearerToken, map[string][]byte{"token": []byte(canary + "\n")}, "", "line break", 400},
		{"a type of which nothing is known", "https://host", "Opaque", map[string][]byte{"key": []byte(canary)}, "", "this class API does not know how to send", 501},
		{"authorities that are none", "https://host", "", nil, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "no certificate", 400},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := newConnections(t).Open(plugin.NewCall(tt.address, tt.secretType, tt.secret, []byte(tt.caCerts)))
			var status *apierrors.StatusError
			if !errors.As(err, &status) || status.ErrStatus.Code != tt.code || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %d with %q", err, tt.code, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), canary) {
				t.Errorf("the error shows the credential: %v", err)
			}
		})
	}
}

// A URL may come from anywhere. One that is not at the address is not sent.
func TestNothingIsSentElsewhere(t *testing.T) {
	elsewhere := startAt(t, "127.0.0.3", func(http.ResponseWriter, *http.Request) { t.Error("something has arrived elsewhere") })
	tool := start(t, func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s has arrived at the tool", r.URL) })
	for _, tt := range []struct{ name, url string }{
		{"another host", elsewhere.URL + "/team/app"},
		{"another port", "http://127.0.0.1:1/team/app"},
		{"another scheme", strings.Replace(tool.URL, "http:", "https:", 1) + "/team/app"},
		{"outside of the prefix", tool.URL + "/other"},
		{"a prefix that only begins alike", tool.URL + "/teammate"},
		{"out of the prefix by dots", tool.URL + "/team/%2e%2e/other"},
		{"out of the prefix by an encoded slash", tool.URL + "/team/..%2fother"},
		{"with user information", strings.Replace(tool.URL, "http://", "http://user@", 1) + "/team/app"},
	} {
		for _, secretType := range []string{"", v1alpha1.SecretTypeBasicAuth} {
			t.Run(tt.name+" "+secretType, func(t *testing.T) {
				opened := open(t, tool.URL+"/team", secretType)
				_, _, err := get(t, opened.Client(), tt.url)
				var no *target.ElsewhereError
				if !errors.As(err, &no) {
					t.Fatalf("got error %v", err)
				}
				if status := statusOf(t, opened.Failure(err)); status.Code != 502 || status.Reason != reasonRedirect {
					t.Errorf("it means %+v", status)
				}
			})
		}
	}
}

func TestHostHeaderCountsAsPlace(t *testing.T) {
	tool := start(t, func(http.ResponseWriter, *http.Request) { t.Error("a request with a foreign host has arrived") })
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, tool.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "other.example"
	answer, err := open(t, tool.URL, v1alpha1.SecretTypeBasicAuth).RoundTrip(req)
	var no *target.ElsewhereError
	if !errors.As(err, &no) {
		_ = answer.Body.Close()
		t.Errorf("got error %v", err)
	}
}

func TestFailuresOfConnections(t *testing.T) {
	hangs := start(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	breaks := start(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	secure := newTLSServer(t)
	for _, tt := range []struct {
		name, address string
		reason        string
		code          int32
	}{
		{"nobody listens", "http://127.0.0.1:1", "ConnectionRefused", 502},
		{"the guard refuses", "http://127.0.0.2:1", "AddressRefused", 502},
		{"the metadata address", "http://169.254.169.254", "AddressRefused", 502},
		{"an unknown authority", secure.URL, "TLSVerificationFailed", 502},
		{"a connection that breaks", breaks.URL, "ConnectionReset", 502},
		{"a tool that hangs", hangs.URL, "Timeout", 504},
		{"no such host", "http://tool.invalid", "NameNotResolved", 502},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			if tt.reason != "Timeout" {
				ctx, cancel = context.WithTimeout(t.Context(), 20*time.Second)
			}
			defer cancel()
			opened := open(t, tt.address, v1alpha1.SecretTypeBearerToken)
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, tt.address, nil)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := opened.Client().Do(req)
			if err == nil {
				_ = answer.Body.Close()
				t.Fatalf("it answered %d", answer.StatusCode)
			}
			if status := statusOf(t, opened.Failure(err)); status.Code != tt.code || string(status.Reason) != tt.reason {
				t.Errorf("got %+v, want %d %s", status, tt.code, tt.reason)
			}
		})
	}
}

// Forges that serve git clients only take us for one, and see who it is.
func TestUserAgent(t *testing.T) {
	var asked []string
	tool := start(t, func(_ http.ResponseWriter, r *http.Request) { asked = append(asked, r.UserAgent()) })
	opened := open(t, tool.URL, "")
	asGit, err := opened.AsGit()
	if err != nil {
		t.Fatal(err)
	}
	for _, each := range []*Tool{opened, asGit} {
		if _, _, err := get(t, each.Client(), tool.URL+"/"); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{"connectors-classapi/test", "git/2.0 (connectors-classapi/test)"}; !slices.Equal(asked, want) {
		t.Errorf("the tool saw %q, want %q", asked, want)
	}
}
