// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// What was written a moment ago, and is not shown by the informers yet, is put right when the status before is right again.
func TestStatusThatIsRightAgain(t *testing.T) {
	f := start(t, nil, withProxy("git"))
	shown := f.await("git", "ServiceNotFound")
	f.stop()
	for _, status := range []v1alpha1.ConnectorClassStatus{{ObservedGeneration: shown.Generation}, shown.Status} {
		if err := f.controller.write(t.Context(), shown, status); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(status, f.class("git").Status); diff != "" {
			t.Errorf("another status is stored: %s", diff)
		}
	}
	before := f.writes()["git"]
	if err := f.controller.write(t.Context(), shown, shown.Status); err != nil {
		t.Fatal(err)
	}
	if got := f.writes()["git"] - before; got != 0 {
		t.Errorf("%d writes of what is shown and was written last", got)
	}
}
