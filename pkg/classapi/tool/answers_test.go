// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package tool

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/classapi/failure"
)

// statusOf is the Status that an error must be. It shows nothing of a credential.
func statusOf(t *testing.T, err error) metav1.Status {
	t.Helper()
	var status *apierrors.StatusError
	if !errors.As(err, &status) {
		t.Fatalf("%v is no Status", err)
	}
	if strings.Contains(err.Error(), canary) {
		t.Errorf("the Status shows the credential: %v", err)
	}
	return status.ErrStatus
}

func TestRefused(t *testing.T) {
	for _, tt := range []struct {
		name       string
		answer     int
		secretType string
		code       int32
		message    string
	}{
		{"a success", 204, "", 0, ""},
		{"credential refused", 401, v1alpha1.SecretTypeBasicAuth, 401, "did not accept the credential"},
		{"credential missing", 401, "", 401, "the Connector has none"},
		{"forbidden", 403, v1alpha1.SecretTypeBasicAuth, 403, "does not allow this"},
		{"not found", 404, "", 404, "does not have this"},
		{"too many", 429, "", 429, "too many requests"},
		{"a redirect", 307, "", 502, "redirected"},
		{"another refusal", 418, "", 502, "the tool answered 418"},
		{"an error of the tool", 500, "", 502, "the tool answered 500"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			opened := open(t, "https://tool.example", tt.secretType)
			err := opened.Refused(&http.Response{StatusCode: tt.answer, Header: http.Header{"Retry-After": {"86400"}}})
			if tt.code == 0 {
				if err != nil {
					t.Error(err)
				}
				return
			}
			status := statusOf(t, err)
			if status.Code != tt.code || !strings.Contains(status.Message, tt.message) {
				t.Errorf("got %+v, want %d with %q", status, tt.code, tt.message)
			}
			if waits := status.Details != nil && status.Details.RetryAfterSeconds == maxRetryAfter; waits != (tt.code == 429) {
				t.Errorf("details %+v", status.Details)
			}
		})
	}
}

func TestFailureKeepsAStatus(t *testing.T) {
	want := failure.Unsupported("no commits")
	got := open(t, "https://tool.example", "").Failure(&wrapped{want})
	if !errors.Is(got, want) {
		t.Errorf("got %v", got)
	}
}

type wrapped struct{ error }

func (w *wrapped) Unwrap() error { return w.error }

func TestLimited(t *testing.T) {
	const limit = 1000
	for _, tt := range []struct {
		name    string
		size    int
		chunked bool
		ok      bool
	}{
		{"less", 10, false, true},
		{"just as much", limit, false, true},
		{"just as much in chunks", limit, true, true},
		{"one more, as the header says", limit + 1, false, false},
		{"one more in chunks", limit + 1, true, false},
		{"much more in chunks", 100 * limit, true, false},
		{"nothing", 0, true, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tool := start(t, func(w http.ResponseWriter, _ *http.Request) {
				if tt.chunked {
					w.(http.Flusher).Flush()
				} else {
					w.Header().Set("Content-Length", strconv.Itoa(tt.size))
				}
				_, _ = io.WriteString(w, strings.Repeat("x", tt.size))
			})
			opened := open(t, tool.URL, "").Limited(limit)
			_, body, err := get(t, opened.Client(), tool.URL)
			if tt.ok {
				if err != nil || len(body) != tt.size {
					t.Errorf("%d bytes, %v", len(body), err)
				}
				return
			}
			var large *TooLargeError
			if !errors.As(err, &large) || len(body) > limit {
				t.Fatalf("%d bytes, %v", len(body), err)
			}
			if status := statusOf(t, opened.Failure(err)); status.Code != 502 || status.Reason != "AnswerTooLarge" {
				t.Errorf("it means %+v", status)
			}
		})
	}
}

func TestHeadOfSomethingLargeIsNotTooLarge(t *testing.T) {
	tool := start(t, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "100000") })
	req, err := http.NewRequestWithContext(t.Context(), http.MethodHead, tool.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := open(t, tool.URL, "").Limited(10).Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
}
