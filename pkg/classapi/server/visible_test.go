// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package server

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// What a terminal would obey, or turn around, is shown as it is called, and means the same.
func TestAnswersAreVisible(t *testing.T) {
	f := newFixture(t, nil)
	for _, tt := range []struct{ name, text, want string }{
		{"letters", "é 汉 👍 <&>", `"é 汉 👍 <&>"`},
		{"a control of ASCII", "\x1b[2J", `"\u001b[2J"`},
		{"a control above it", "\u009b2J", `"\u009b2J"`},
		{"a deletion", "a\x7f", `"a\u007f"`},
		{"a text turned around", "\u202egnp.exe", `"\u202egnp.exe"`},
		{"nothing that is seen", "a\u200bb\ufeff", `"a\u200bb\ufeff"`},
		{"a mark beyond 16 bits", "\U000e0041", `"\udb40\udc41"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			answer, body := f.answer(f.request(t.Context(), http.MethodGet, "/echo?name="+url.QueryEscape(tt.text)))
			if answer.StatusCode != http.StatusOK || !strings.Contains(string(body), "["+tt.want+"]") {
				t.Errorf("got %d: %s, want %s", answer.StatusCode, body, tt.want)
			}
			var got struct{ Query url.Values }
			if err := json.Unmarshal(body, &got); err != nil || got.Query.Get("name") != tt.text {
				t.Errorf("it is read as %q, %v", got.Query.Get("name"), err)
			}
		})
	}
}
