// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gatewayfaults

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// A tool that refuses a large upload before it has arrived is heard, and the client need not send the rest.
func TestEarlyAnswerToAnUpload(t *testing.T) {
	t.Parallel()
	const size = 1 << 30
	r := newRoom(t)
	connector := r.connect(t, newTool(t, func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
	}).URL)
	for _, version := range []string{http1, h2c} {
		for _, known := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, length known %v", version, known), func(t *testing.T) {
				body := io.LimitReader(zeros{}, size)
				request, err := r.request(t.Context(), first, http.MethodPut, connector, "/large", body)
				if err != nil {
					t.Fatal(err)
				}
				if known {
					request.ContentLength = size
				}
				response, err := newClient(t, version).Do(request)
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = response.Body.Close() }()
				text, err := io.ReadAll(response.Body)
				if err != nil || response.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(string(text), "too large") {
					t.Errorf("answer %d: %q (error %v)", response.StatusCode, text, err)
				}
			})
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
