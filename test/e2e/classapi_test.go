// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"connectors.alauda.io/test/integration/harness"
)

// The API server asks the class API, both Pods with the certificates that docs/install.md asks for, and that one the tool with
// the credential of the Connector.
func TestBrowseThroughConnector(t *testing.T) {
	t.Parallel()
	tm, f := newTeam(t, userRole), newForge(t, "robot")
	connector := tm.connect(t, "git", tm.forgeSpec(t, "git", f))
	if connector.Status.API == nil {
		t.Fatal("the status names no API")
	}
	path := connector.Status.API.Path + "/git/refs?repository=" + repository
	harness.Eventually(t, "the branches of an empty repository", func(ctx context.Context) error {
		run := stack.TryKubectl(ctx, "", "get", "--raw", path)
		if !strings.Contains(run.Stdout, `{"listMeta":{"totalItems":0},"items":[]}`) {
			return errors.New(run.Stdout + run.Stderr)
		}
		return nil
	})
}
