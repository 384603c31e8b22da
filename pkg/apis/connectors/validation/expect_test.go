// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// canary stands for a credential that was left where none belongs.
const canary = "c4n4ry"

// wanted is what a test expects of one error: the beginning of "path: Kind" and a part of the message.
type wanted struct{ at, says string }

// one is a list with a single expectation.
func one(at, says string) []wanted { return []wanted{{at, says}} }

// expect compares errors with expectations, in order.
func expect(t *testing.T, errs field.ErrorList, want []wanted) {
	t.Helper()
	for i, err := range errs {
		text := err.Error()
		if strings.Contains(text, canary) {
			t.Errorf("shows what may be a credential: %s", text)
		}
		if len(text) > 1200 {
			t.Errorf("message of %d bytes: %.200s", len(text), text)
		}
		if i >= len(want) {
			t.Errorf("unexpected error: %s", text)
			continue
		}
		if !strings.HasPrefix(text, want[i].at) || !strings.Contains(text, want[i].says) {
			t.Errorf("got  %s\nwant %s ... %s", text, want[i].at, want[i].says)
		}
	}
	for _, missing := range want[min(len(errs), len(want)):] {
		t.Errorf("missing error: %s ... %s", missing.at, missing.says)
	}
}
