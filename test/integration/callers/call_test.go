// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package callers_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"connectors.alauda.io/test/integration/harness"
)

// ask sends a GET with a token and gives the code, the header and the body of the answer.
func (r *room) ask(t *testing.T, token string) (int, http.Header, string) {
	t.Helper()
	return r.askAt(t, r.url, token)
}

func (r *room) askAt(t *testing.T, url, token string) (int, http.Header, string) {
	t.Helper()
	r.note(token)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/some/path", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := r.client.Do(request)
	if err != nil {
		t.Error(err)
		return 0, nil, ""
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Error(err)
	}
	_ = response.Body.Close()
	return response.StatusCode, response.Header, string(body)
}

func (r *room) expect(t *testing.T, token string, want int) {
	t.Helper()
	if code, _, body := r.ask(t, token); code != want {
		t.Errorf("%d, want %d: %s", code, want, body)
	}
}

// becomes is an error until the answer is the one that is wanted.
func (r *room) becomes(t *testing.T, token string, want int) func(context.Context) error {
	return func(context.Context) error {
		if code, _, body := r.ask(t, token); code != want {
			return fmt.Errorf("%d: %s", code, body)
		}
		return nil
	}
}

// note keeps some of the tokens that were sent.
func (r *room) note(token string) {
	const enough = 100
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.sent) < enough {
		r.sent = append(r.sent, token)
	}
}

// expectNoTokenInLog looks for claims and signatures: headers are the same for all.
func (r *room) expectNoTokenInLog(t *testing.T) {
	t.Helper()
	content, err := os.ReadFile(stack.Cluster().LogFile(harness.Proxy))
	if err != nil {
		t.Fatal(err)
	}
	text := string(content)
	const long = 20 // shorter ones may be there by chance
	for _, token := range r.sent {
		for i, part := range strings.Split(token, ".") {
			if i > 0 && len(part) >= long && strings.Contains(text, part) {
				t.Errorf("the log of connectors-proxy holds a token: %s...", part[:8])
			}
		}
	}
}
