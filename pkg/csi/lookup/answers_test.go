// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package lookup

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestAnswersThatAreNone(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"of a server that knows no such API": http.NotFound,
		"of an aggregated server that is away": func(w http.ResponseWriter, _ *http.Request) {
			status(w, http.StatusServiceUnavailable, metav1.StatusReasonServiceUnavailable, "dial tcp 10.96.0.7:443: refused")
		},
		"of a server in trouble": func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "10.96.0.7 failed", http.StatusInternalServerError)
		},
		"of a connection that breaks": func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) },
		"without an end": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 1<<16)); err != nil {
					return
				}
			}
		},
		"elsewhere": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t)
			s.answer = answer
			_, err := s.connectors(t).Get(t.Context(), good(), git())
			if !apierrors.IsServiceUnavailable(err) || !strings.Contains(err.Error(), `reading Connector "team/git"`) {
				t.Fatalf("error %v, want ServiceUnavailable", err)
			}
			for _, secret := range []string{canary, "10.96.0.7", strings.TrimPrefix(s.URL, "https://")} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("the error says too much: %q", err)
				}
			}
		})
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	other, s := newServer(t), newServer(t)
	s.answer = func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL+r.URL.Path, http.StatusTemporaryRedirect)
	}
	if _, err := s.connectors(t).Get(t.Context(), good(), git()); err == nil {
		t.Error("no error")
	}
	if seen := other.identities(); len(seen) != 0 {
		t.Errorf("the other server was shown %q", seen)
	}
}

func TestReadThatIsCutOff(t *testing.T) {
	s := newServer(t)
	ctx, cancel := context.WithCancel(t.Context())
	s.answer = func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() }
	if _, err := s.connectors(t).Get(ctx, good(), git()); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
