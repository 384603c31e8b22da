// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorsapi_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// The class API gets what the contract spells, once each, and nothing of the client but what describes the wanted answer.
func TestHeadersOfClassAPIs(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	ca := harness.NewAuthority(t)
	api, tool := newTLSServer(t, "api", ca), newServer(t, "tool")
	password := newCredential()
	class := r.newClass(t, v1alpha1.ConnectorClassAPI{URI: api.URL, CACerts: ca.PEM, OpenAPI: describe(t, map[string]map[string]operation{
		"/refs": get("api", ""),
	})})
	c := r.newConnector(t, v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: tool.URL, Auth: r.withSecret(t, password)})
	open := r.newConnector(t, v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: tool.URL})
	const mark = "mark-of-the-client"
	sent := http.Header{"Accept-Language": {"de"}, "Accept": {"application/json"}}
	for _, name := range []string{
		"X-Plugin-Meta", "X-Plugin-Auth", "X-Plugin-Secret", "X-Plugin-CACerts", "x-plugin-secret", "X_Plugin_Secret", "Cookie",
		"X-Remote-User", "X-Forwarded-For", "X-Http-Method-Override", "X-Custom", "Proxy-Authorization", "Referer",
	} {
		sent[name] = []string{mark}
	}
	r.eachWay(t, func(t *testing.T, by way) {
		r.expectSaid(t, by, c, call{rest: "/refs", header: sent}, api)
		got := api.last(t).Header
		expectPlugin(t, got, tool.URL, password)
		passed := []string{
			"Accept", "Accept-Encoding", "Accept-Language", "Traceparent", "Tracestate", "User-Agent",
			"X-Plugin-Auth", "X-Plugin-Meta", "X-Plugin-Secret",
		}
		for name, values := range got {
			text := strings.Join(values, " ")
			if !slices.Contains(passed, name) || strings.Contains(text, mark) || strings.Contains(text, r.account.Token) {
				t.Errorf("the class API got %s: %s", name, text)
			}
		}
		if got.Get("Accept-Language") != "de" {
			t.Errorf("Accept-Language is %q", got.Get("Accept-Language"))
		}
		r.expectSaid(t, by, open, call{rest: "/refs", header: sent}, api)
		expectPlace(t, api.last(t).Header, true, tool.URL, false)
		if auth := api.last(t).Header.Get("X-Plugin-Auth"); auth != "" {
			t.Errorf("without a Secret, X-Plugin-Auth is %q", auth)
		}
	})
}

func expectPlugin(t *testing.T, header http.Header, address, password string) {
	t.Helper()
	decode := func(name string) []byte {
		text, err := base64.StdEncoding.DecodeString(header.Get(name))
		if err != nil || len(header.Values(name)) != 1 {
			t.Errorf("%s is no base64, or not one: %v", name, err)
		}
		return text
	}
	if meta := string(decode("X-Plugin-Meta")); meta != `{"baseURL":"`+address+`"}` {
		t.Errorf("X-Plugin-Meta holds %s", meta)
	}
	if kind := string(decode("X-Plugin-Auth")); kind != v1alpha1.SecretTypeBasicAuth {
		t.Errorf("X-Plugin-Auth holds %s", kind)
	}
	var data map[string][]byte
	if err := json.Unmarshal(decode("X-Plugin-Secret"), &data); err != nil {
		t.Errorf("X-Plugin-Secret: %v", err)
	}
	if want := map[string][]byte{"username": []byte(username), "password": []byte(password)}; !reflect.DeepEqual(data, want) {
		t.Error("X-Plugin-Secret does not hold the keys of the auth type, and these only")
	}
}

// What the API server itself would read in a query belongs to who is asked.
func TestQueries(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	ca := harness.NewAuthority(t)
	api, tool := newTLSServer(t, "api", ca), newServer(t, "tool")
	class := r.newClass(t, v1alpha1.ConnectorClassAPI{URI: api.URL, CACerts: ca.PEM, OpenAPI: describe(t, map[string]map[string]operation{
		"/refs": get("api", ""),
	})})
	c := r.newConnector(t, v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: tool.URL})
	const much = 60 << 10
	r.eachWay(t, func(t *testing.T, by way) {
		for _, query := range []string{
			"dryRun=All", "path=x&watch=true", "pretty=1&timeout=1s", "resourceVersion=7", "q=" + strings.Repeat("a", much),
		} {
			for _, at := range []struct {
				rest string
				by   *server
			}{{"/refs", api}, {"/other", tool}} {
				got := r.expectSaid(t, by, c, call{rest: at.rest + "?" + query}, at.by)
				if got.URI != at.rest+"?"+query {
					t.Errorf("asked was %.200s, want %.200s", got.URI, at.rest+"?"+query)
				}
			}
		}
		r.expectStatus(t, by, c, call{rest: "/refs?q=" + strings.Repeat("a", 64<<10)}, http.StatusRequestURITooLong, "64 KiB")
	})
}
