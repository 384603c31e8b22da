// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/proxy/audit"
	"connectors.alauda.io/test/integration/harness"
)

const auditFile = "audit.log"

func readLog(t *testing.T) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(shared.stack.Dir(), auditFile))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// lineOf waits for the line of a request of a trace.
func lineOf(t *testing.T, trace string) audit.Entry {
	t.Helper()
	var found audit.Entry
	harness.Eventually(t, "there is a line", func(context.Context) error {
		for line := range bytes.Lines(readLog(t)) {
			if !bytes.HasSuffix(line, []byte("\n")) || !bytes.Contains(line, []byte(trace)) {
				continue
			}
			found = audit.Entry{} // which Decode adds to
			decoder := json.NewDecoder(bytes.NewReader(line))
			decoder.DisallowUnknownFields()
			if err := decoder.Decode(&found); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			t.Logf("%s", line)
			return nil
		}
		return errors.New("there is none")
	})
	return found
}

// traceparent is a header by which a line is found.
func traceparent(number int) (header map[string]string, trace string) {
	trace = fmt.Sprintf("%032x", 0xa0d17<<16|number)
	return map[string]string{"Traceparent": "00-" + trace + "-00f067aa0ba902b7-01"}, trace
}

func TestLines(t *testing.T) {
	tl := newTool(t)
	stranger := shared.stack.ServiceAccount(t, tl.connector.Namespace)
	reverse, upstream := tl.pathURL(), tl.server.URL
	named := audit.Connector{Namespace: tl.connector.Namespace, Name: tl.connector.Name}
	used := named
	used.UID = string(tl.connector.UID)
	for number, test := range []struct {
		name, method, url, token string
		want                     audit.Entry
	}{
		{"an answer", "POST", reverse + "/a%2Fb/c?query=1", tl.token, audit.Entry{
			User: audit.User{Name: tl.account.User()}, Connector: used, SecretResourceVersion: tl.secret.ResourceVersion,
			Path: "/a%2Fb/c", Status: 200, RequestBytes: 4, ResponseBytes: int64(len(answer)), Upstream: upstream,
		}},
		{"a tool that breaks off", "PUT", reverse + "/broken", tl.token, audit.Entry{
			User: audit.User{Name: tl.account.User()}, Connector: used, SecretResourceVersion: tl.secret.ResourceVersion,
			Path: "/broken", Status: 502, Upstream: upstream, Reason: "?",
		}},
		{"no token", "GET", reverse + "/x", "", audit.Entry{Connector: named, Path: "/x", Status: 401, Reason: "Unauthorized"}},
		{"no right", "GET", reverse + "/x", tokenFor(t, stranger), audit.Entry{
			User: audit.User{Name: stranger.User()}, Connector: named, Path: "/x", Status: 403, Reason: "Forbidden",
		}},
		{"no Connector", "GET", strings.TrimSuffix(reverse, "/tool") + "/missing/x", tl.token, audit.Entry{
			User: audit.User{Name: tl.account.User()}, Connector: audit.Connector{Namespace: named.Namespace, Name: "missing"},
			Path: "/x", Status: 404, Reason: "NotFound",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			headers, trace := traceparent(number)
			if test.token != "" {
				headers["Authorization"] = "Bearer " + test.token
			}
			code := ask(t, &client, test.method, test.url, headers)
			got := lineOf(t, trace)
			if got.Mode != audit.ModeReverse || got.Method != test.method || code != got.Status || !strings.HasSuffix(got.Path, test.want.Path) ||
				got.User.Name != test.want.User.Name || (got.User.UID == "") != (test.want.User.Name == "") {
				t.Errorf("%d: %+v", code, got)
			}
			if got.Connector != test.want.Connector || got.SecretResourceVersion != test.want.SecretResourceVersion ||
				got.Upstream != test.want.Upstream || got.Status != test.want.Status || got.Aborted {
				t.Errorf("%+v, want %+v", got, test.want)
			}
			if (got.Reason != test.want.Reason && test.want.Reason != "?") || (got.Reason == "") != (test.want.Reason == "") {
				t.Errorf("reason %q, want %q", got.Reason, test.want.Reason)
			}
			if test.want.ResponseBytes != 0 && (got.ResponseBytes != test.want.ResponseBytes || got.RequestBytes != test.want.RequestBytes) {
				t.Errorf("%d bytes in, %d out", got.RequestBytes, got.ResponseBytes)
			}
		})
	}
}

func TestForwardedRequest(t *testing.T) {
	const number = 100
	tl := newTool(t)
	headers, trace := traceparent(number)
	if code := ask(t, tl.forwarding(t), "POST", tl.server.URL+"/inside?query=1", headers); code != 200 {
		t.Errorf("the client got %d", code)
	}
	got := lineOf(t, trace)
	if got.Mode != audit.ModeForward || got.Path != "/inside" || got.Connector.UID != string(tl.connector.UID) ||
		got.Host != strings.TrimPrefix(tl.server.URL, "http://") || got.Upstream != tl.server.URL {
		t.Errorf("%+v", got)
	}
}
