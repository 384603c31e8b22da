// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestLine(t *testing.T) {
	full := sampleEntry()
	full.Reason, full.Aborted, full.RequestBytes = "Forbidden", true, 7
	for _, test := range []struct {
		name  string
		entry Entry
		want  string
	}{
		{"everything", full, `{"time":"2026-11-22T08:30:00.123456Z","mode":"reverse",` +
			`"user":{"name":"system:serviceaccount:team:app","uid":"4f7d9c1e-58f4-4f6a-9a53-5b7c4c8b3f10"},` +
			`"connector":{"namespace":"team","name":"git","uid":"0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9"},"secretResourceVersion":"48213",` +
			`"method":"GET","host":"c-git.team.svc.cluster.local","path":"/org/repo.git/info/refs","protocol":"HTTP/1.1",` +
			`"status":200,"reason":"Forbidden","aborted":true,"requestBytes":7,"responseBytes":1024,"durationSeconds":0.004217,` +
			`"upstream":"https://git.example.com:443","client":"10.1.2.3:45678","userAgent":"git/2.43.0",` +
			`"traceID":"4bf92f3577b34da6a3ce929d0e0e4736"}`},
		{"nothing", Entry{}, `{"time":"0001-01-01T00:00:00.000000Z","requestBytes":0,"responseBytes":0,"durationSeconds":0.000000}`},
		{"a user without a UID", Entry{User: User{Name: "a"}, Time: full.Time.In(time.FixedZone("", 3600))},
			`{"time":"2026-11-22T08:30:00.123456Z","user":{"name":"a"},"requestBytes":0,"responseBytes":0,"durationSeconds":0.000000}`},
		{"text that is not plain", Entry{Path: "/a\"\\\r\n\x1b[31m\x7f\u2028é\U0001F600\xff<"},
			`{"time":"0001-01-01T00:00:00.000000Z","path":"/a\"\\\u000d\u000a\u001b[31m\u007f\u2028\u00e9\ud83d\ude00\ufffd<",` +
				`"requestBytes":0,"responseBytes":0,"durationSeconds":0.000000}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want+"\n", string(test.entry.Append(nil))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What is written by hand is what encoding/json reads, field by field: a new field must be added to both.
func TestEveryFieldIsWritten(t *testing.T) {
	want := sampleEntry()
	want.Reason, want.Aborted, want.RequestBytes = "Forbidden", true, 7
	for i := range reflect.TypeFor[Entry]().NumField() {
		if reflect.ValueOf(want).Field(i).IsZero() {
			t.Fatalf("the sample has no %s", reflect.TypeFor[Entry]().Field(i).Name)
		}
	}
	if diff := cmp.Diff(want, decode(t, want.Append(nil))); diff != "" {
		t.Error(diff)
	}
}

func TestLongValuesAreCut(t *testing.T) {
	long := strings.Repeat("é", 10_000)
	entry := Entry{
		Mode: Mode(long), User: User{long, long}, Connector: Connector{long, long, long}, SecretResourceVersion: long,
		Method: long, Host: long, Path: "/" + long, Protocol: long, Reason: long, Upstream: long, Client: long, UserAgent: long, TraceID: long,
	}
	line := entry.Append(nil)
	if len(line) > longestLine {
		t.Errorf("the line has %d bytes", len(line))
	}
	got := decode(t, line)
	if want := "/" + long[:maxPath-2] + cutMark; got.Path != want { // an é has two bytes, and is not cut apart
		t.Errorf("path of %d bytes: %.20s...%s", len(got.Path), got.Path, got.Path[len(got.Path)-10:])
	}
}

// longestLine is what the bounds of all fields come to when every byte is escaped, with the names of fields.
const longestLine = 6*(maxPath+9*maxField+7*maxWord) + 1<<10

func FuzzLine(f *testing.F) {
	f.Add("GET", "example.com", "/path", "curl/8", "user", "reason", int64(1), 200)
	f.Add("\x00\n", "\"", "\\", "\u202e\xed\xa0\x80", "\xff", strings.Repeat("\x01", 5000), int64(-1), -1)
	f.Fuzz(func(t *testing.T, method, host, path, agent, name, reason string, size int64, status int) {
		entry := Entry{
			Method: method, Host: host, Path: path, UserAgent: agent, User: User{Name: name}, Reason: reason,
			Connector: Connector{Namespace: name, Name: host, UID: path}, RequestBytes: size, Status: status,
		}
		line := entry.Append(nil)
		for _, c := range line[:len(line)-1] {
			if c < ' ' || c > '~' {
				t.Fatalf("%q is not printable ASCII", line)
			}
		}
		if len(line) > longestLine || !json.Valid(line) {
			t.Fatalf("%d bytes, or no JSON: %q", len(line), line)
		}
		got := decode(t, line)
		if utf8.ValidString(path) && len(path) <= maxPath && got.Path != path {
			t.Errorf("path %q became %q", path, got.Path)
		}
	})
}
