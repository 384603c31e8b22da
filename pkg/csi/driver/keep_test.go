// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Whoever reads an Event has to know which files the Pod has.
func TestKeptFilesAreNamedRight(t *testing.T) {
	cause := status.Error(codes.FailedPrecondition, "something is in the way")
	for _, tt := range []struct {
		name    string
		changed bool
		want    string
	}{
		{"nothing was written", false, "the files stay as they were: something is in the way"},
		{"written, but not cleared away", true, "the files are the new ones, but those before could not be removed: something is in the way"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := status.Convert(keep(tt.changed, cause))
			if got.Code() != codes.Unavailable || !strings.HasSuffix(got.Message(), tt.want) {
				t.Errorf("%s %q, want %q", got.Code(), got.Message(), tt.want)
			}
		})
	}
}
