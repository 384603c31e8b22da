// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package failure_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"connectors.alauda.io/pkg/csi/failure"
	"connectors.alauda.io/test/logtest"
)

const (
	doing   = `reading Connector "team/git"`
	address = "10.96.0.1:443"
)

func TestOf(t *testing.T) {
	resource := schema.GroupResource{Group: "connectors.alauda.io", Resource: "connectors"}
	unexpected := apierrors.NewGenericServerResponse(http.StatusNotFound, "get", resource, "git", address, 0, true)
	for _, tt := range []struct {
		name string
		err  error
		is   func(error) bool
		// hidden is whether the text of err is for the log only.
		hidden bool
	}{
		{"not found", apierrors.NewNotFound(resource, "git"), apierrors.IsNotFound, false},
		{"forbidden", apierrors.NewForbidden(resource, "git", errors.New("no role")), apierrors.IsForbidden, false},
		{"unauthorized", apierrors.NewUnauthorized("a bad token"), apierrors.IsUnauthorized, false},
		{"conflict", apierrors.NewConflict(resource, "git", errors.New("changed")), apierrors.IsConflict, false},
		{"wrapped", fmt.Errorf("more: %w", apierrors.NewNotFound(resource, "git")), apierrors.IsNotFound, false},
		{"no such API", unexpected, apierrors.IsServiceUnavailable, true},
		{"too many requests", apierrors.NewTooManyRequests("busy "+address, 1), apierrors.IsServiceUnavailable, true},
		{"a failure of the API", apierrors.NewInternalError(errors.New(address)), apierrors.IsServiceUnavailable, true},
		{"an API that is away", apierrors.NewServiceUnavailable("dial " + address), apierrors.IsServiceUnavailable, true},
		{"no connection", errors.New("dial tcp " + address), apierrors.IsServiceUnavailable, true},
		{"a time limit of our own", context.DeadlineExceeded, apierrors.IsServiceUnavailable, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			log := logtest.Capture(t)
			got := failure.Of(t.Context(), doing, tt.err)
			if !tt.is(got) || !strings.HasPrefix(got.Error(), doing+": ") {
				t.Errorf("error %v", got)
			}
			if strings.Contains(got.Error(), tt.err.Error()) == tt.hidden || strings.Contains(got.Error(), address) {
				t.Errorf("error %q of %q", got, tt.err)
			}
			if logged := log.String() != ""; logged != tt.hidden {
				t.Errorf("logged: %q", log)
			}
		})
	}
}

// Who has given up is told so, whatever went wrong because of it.
func TestOfWhenTheContextHasEnded(t *testing.T) {
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	late, cancel := context.WithTimeout(t.Context(), -time.Second)
	defer cancel()
	for _, ctx := range []context.Context{canceled, late} {
		got := failure.Of(ctx, doing, errors.New("dial tcp "+address))
		if !errors.Is(got, ctx.Err()) || strings.Contains(got.Error(), address) {
			t.Errorf("error %v, want %v", got, ctx.Err())
		}
	}
}
