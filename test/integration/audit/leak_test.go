// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"connectors.alauda.io/test/integration/harness"
)

// A credential, a token and what a client keeps in a query or a header are in nothing that the proxy says.
func TestNothingIsTold(t *testing.T) {
	const number = 300
	tl := newTool(t)
	inQuery, inHeader, inURL, wrong := "canary-query", "canary-header", "canary-userinfo", "canary-wrong-token"
	headers, first := traceparent(number)
	headers["X-Secret"], headers["Cookie"], headers["Baggage"] = inHeader, "session="+inHeader, "key="+inHeader
	for _, authorization := range []string{"Bearer " + tl.token, "Bearer " + wrong, basic("any", tl.token), basic(wrong, wrong)} {
		headers["Authorization"] = authorization
		for _, path := range []string{"/a", "/broken", "/a%00b"} {
			ask(t, &client, http.MethodPost, tl.pathURL()+path+"?private_token="+inQuery, headers)
		}
	}
	_, last := traceparent(number + 1)
	headers["Traceparent"] = strings.Replace(headers["Traceparent"], first, last, 1)
	delete(headers, "Authorization")
	withUser, err := url.Parse(tl.server.URL + "/b?private_token=" + inQuery)
	if err != nil {
		t.Fatal(err)
	}
	withUser.User = url.UserPassword(username, inURL)
	ask(t, tl.forwarding(t), http.MethodPut, withUser.String(), headers)
	lineOf(t, first)
	lineOf(t, last)
	spanOf(t, first)
	spanOf(t, last)
	if sent := tl.got(t, "/b").Get("Authorization"); sent != basic(username, tl.password) {
		t.Error("the credential did not reach the tool: the test would find nothing")
	}

	for place, text := range places(t) {
		if len(text) == 0 {
			t.Errorf("there is nothing in %s", place)
		}
		for _, secret := range []string{
			tl.password, tl.token, inQuery, inHeader, inURL, wrong,
			strings.TrimPrefix(basic(username, tl.password), "Basic "), strings.TrimPrefix(basic("any", tl.token), "Basic "),
		} {
			if at := bytes.Index(text, []byte(secret)); at >= 0 {
				t.Errorf("%s: %.12s... is in ...%s...", place, secret, text[max(0, at-200):at])
			}
		}
	}
}

func basic(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

// places are all in which the proxy says something.
func places(t *testing.T) map[string][]byte {
	t.Helper()
	log, err := os.ReadFile(shared.stack.Cluster().LogFile(harness.Proxy))
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Get(fmt.Sprintf("http://127.0.0.1:%d/metrics", shared.stack.Cluster().Port(harness.Proxy+"-health")))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	metrics, err := io.ReadAll(response.Body)
	if err != nil || !bytes.Contains(metrics, []byte("connectors_proxy_requests_total")) {
		t.Errorf("these are not the metrics: %.200s (%v)", metrics, err)
	}
	return map[string][]byte{
		"the log": log, "the audit log": readLog(t), "the metrics": metrics, "the spans": fmt.Append(nil, shared.collector.Received()),
	}
}
