// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package csitoken_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	auditv1 "k8s.io/apiserver/pkg/apis/audit/v1"

	"connectors.alauda.io/test/integration/harness"
)

// checkReaders looks into the audit log for who has read Connectors of the namespace with the client of the driver. An answer may
// arrive before its line is written.
func checkReaders(t *testing.T, namespace string, want ...string) {
	t.Helper()
	harness.Eventually(t, "the audit log names who has asked", func(context.Context) error {
		seen := readers(t, namespace)
		for _, user := range want {
			if !seen[user] {
				return fmt.Errorf("%s has not", user)
			}
			delete(seen, user)
		}
		delete(seen, "") // the token that was refused
		if len(seen) > 0 {
			t.Errorf("others have asked: %v", seen)
		}
		return nil
	})
}

// readers are the users in the whole lines of the audit log.
func readers(t *testing.T, namespace string) map[string]bool {
	t.Helper()
	log, err := os.ReadFile(filepath.Join(stack.Dir(), auditLog))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for line := range bytes.Lines(log) {
		if !bytes.HasSuffix(line, []byte("\n")) {
			break
		}
		var event auditv1.Event
		if err := json.Unmarshal(line, &event); err != nil {
			t.Fatal(err)
		}
		if event.ObjectRef != nil && event.ObjectRef.Namespace == namespace && event.Verb == "get" {
			seen[event.User.Username] = true
		}
	}
	return seen
}
