// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clients_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// complaints are empty if the credential has arrived since the first n requests, and nothing else that opens anything.
func (w *witness) complaints(n int) []string {
	var found []string
	arrived := false
	for _, one := range w.since(n) {
		switch {
		case one.token != "":
			found = append(found, fmt.Sprintf("%s: the token of the caller arrived in %s", one.what, one.token))
		case one.authorized && !one.right:
			found = append(found, one.what+": another credential than the tool's arrived")
		}
		arrived = arrived || one.right
	}
	if !arrived {
		found = append(found, fmt.Sprintf("no request with the credential arrived, of %d", len(w.since(n))))
	}
	return found
}

// leaks are empty if what a client got to see holds none of the secrets, and not the header that repeats them.
func leaks(heard string, secrets []string) []string {
	var found []string
	for _, secret := range secrets {
		if strings.Contains(heard, secret) {
			found = append(found, "the client got to see the credential")
		}
	}
	if strings.Contains(strings.ToLower(heard), strings.ToLower(revealing)+":") {
		found = append(found, "the client got the header in which the tool repeats the credential")
	}
	return found
}

// What no test can find by looking at tools that work: that the witness sees what it is there for.
func TestWitness(t *testing.T) {
	const token, password = "the-token", "Basic cGFzc3dvcmQ="
	for _, test := range []struct {
		name   string
		header http.Header
		want   string
	}{
		{"the credential", http.Header{"Authorization": {password}}, ""},
		{"nothing", http.Header{}, "no request with the credential"},
		{"another credential", http.Header{"Authorization": {"Basic YW55OnRva2Vu"}}, "another credential"},
		{"the credential twice", http.Header{"Authorization": {password, password}}, "another credential"},
		{"the token", http.Header{"Authorization": {"Bearer " + token}}, "in Authorization"},
		{"the token elsewhere", http.Header{"Authorization": {password}, "X-Any": {"a " + token}}, "in X-Any"},
		{"what is for a proxy", http.Header{"Authorization": {password}, "Proxy-Authorization": {"Basic eA=="}}, "in Proxy-Authorization"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := &witness{right: func(_, _, authorization string) bool { return authorization == password }}
			w.forbid(token)
			w.note(http.MethodGet, "/", test.header)
			got := strings.Join(w.complaints(0), "; ")
			if (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
				t.Errorf("complaints %q, want %q", got, test.want)
			}
		})
	}
	for heard, want := range map[string]int{"HTTP/1.1 200 OK": 0, "a: " + password: 1, "x-seen: [what]": 1, "X-Seen: " + password: 2} {
		if got := leaks(heard, []string{password}); len(got) != want {
			t.Errorf("%q: %v, want %d", heard, got, want)
		}
	}
}
