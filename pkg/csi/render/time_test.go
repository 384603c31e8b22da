// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render

import (
	"context"
	"errors"
	"testing"
	"time"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/template"
)

// TestTimeOfAllFiles: each file may be in time, and all of them together not. The caller waits longer, so its error is
// not what is given.
func TestTimeOfAllFiles(t *testing.T) {
	class := Compile([]v1alpha1.Configuration{{Name: "c", Data: map[string]string{"f": "{{ range 90000 }}{{ end }}"}}})
	orders, planErr := class.plan([]string{"c"}, nil)
	if planErr != nil {
		t.Fatal(planErr)
	}
	for _, within := range []time.Duration{0, time.Microsecond} {
		made := collection{files: Files{}}
		err := made.renderAll(t.Context(), within, orders, data{})
		if err == nil || !errors.Is(err, template.ErrLimit) || errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("within %s: %v", within, err)
		}
		if want := `configuration "c", file "f": all files together take longer than ` + within.String(); err.Error() != want {
			t.Errorf("got %q, want %q", err, want)
		}
	}
}
