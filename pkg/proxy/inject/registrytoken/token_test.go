// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registrytoken

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestParseToken(t *testing.T) {
	for _, test := range []struct {
		name, body   string
		usable, life time.Duration
		problem      string
	}{
		{"token", `{"token":"abc"}`, 54 * time.Second, time.Minute, ""},
		{"OAuth", `{"access_token":"abc","expires_in":300}`, 270 * time.Second, 300 * time.Second, ""},
		{"both", `{"token":"abc","access_token":"def","expires_in":300,"issued_at":"2026-01-01T00:00:00Z"}`, 270 * time.Second, 300 * time.Second, ""},
		{"short", `{"token":"abc","expires_in":2}`, 1800 * time.Millisecond, 2 * time.Second, ""},
		{"a long margin", `{"token":"abc","expires_in":1800}`, 1770 * time.Second, 1800 * time.Second, ""},
		{"for ever", `{"token":"abc","expires_in":1e300}`, time.Hour - 30*time.Second, time.Hour, ""},
		{"expired", `{"token":"abc","expires_in":-5}`, 54 * time.Second, time.Minute, ""},
		{"none", `{}`, 0, 0, "holds none"},
		{"an empty one", `{"token":""}`, 0, 0, "holds none"},
		{"HTML", "<html>", 0, 0, "not JSON"},
		{"nothing", "", 0, 0, "not JSON"},
		{"another type", `{"token":{"abc":1}}`, 0, 0, "not JSON"},
		{"a line break", `{"token":"abc\nX-Evil: 1"}`, 0, 0, "cannot stand in a header"},
		{"a blank", `{"token":"abc def"}`, 0, 0, "cannot stand in a header"},
		{"other letters", `{"token":"\u00e9"}`, 0, 0, "cannot stand in a header"},
		{"a long one", `{"token":"` + strings.Repeat("a", maxTokenBytes+1) + `"}`, 0, 0, "more than 32 KiB"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := parseToken([]byte(test.body))
			if test.problem != "" {
				if err == nil || !strings.Contains(err.Error(), test.problem) || strings.Contains(err.Error(), "abc") {
					t.Errorf("got %v, want %q", err, test.problem)
				}
				return
			}
			if err != nil || got.value.Reveal() != "abc" || got.usable != test.usable || got.life != test.life {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

// endless is a body without an end.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	e.read += len(p)
	return len(p), nil
}

func TestEndlessAnswer(t *testing.T) {
	body := &endless{}
	_, err := readToken(&http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(body)}, time.Now())
	if err == nil || !strings.Contains(err.Error(), "larger than 1 MiB") || body.read > 2*maxAnswerBytes {
		t.Errorf("%v after %d bytes", err, body.read)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"": 0, "soon": 0, "-1": 0, "0": 0, "7": 7 * time.Second, "999999": time.Hour, "99999999999999999999": 0,
		"Thu, 01 Jan 2026 00:00:30 GMT": 30 * time.Second, "Thu, 01 Jan 2025 00:00:30 GMT": 0,
	} {
		if got := retryAfter(text, now); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
