// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const kubectl = "kubectl"

// A Run is a kubectl that has ended.
type Run struct {
	Stdout, Stderr string
	// Err is nil if it ended with code 0.
	Err error
}

// Kubectl runs kubectl as administrator, and ends the test if it fails. It returns the standard output.
func (s *Stack) Kubectl(t testing.TB, args ...string) string {
	t.Helper()
	return s.KubectlInput(t, "", args...)
}

// KubectlInput is Kubectl with a standard input.
func (s *Stack) KubectlInput(t testing.TB, input string, args ...string) string {
	t.Helper()
	run := s.TryKubectl(t.Context(), input, args...)
	if run.Err != nil {
		t.Fatalf("kubectl %s: %v\n%s%s", strings.Join(args, " "), run.Err, run.Stdout, run.Stderr)
	}
	return run.Stdout
}

// TryKubectl runs kubectl as administrator, whatever comes of it. It ends with ctx.
func (s *Stack) TryKubectl(ctx context.Context, input string, args ...string) Run {
	command := exec.CommandContext(ctx, filepath.Join(s.cluster.BinDir(), kubectl), args...)
	command.Dir = s.dir
	// Nothing of the person who runs the tests is read or written: no kubeconfig, kuberc or cache.
	command.Env = append(os.Environ(), "KUBECONFIG="+s.cluster.Kubeconfig(), "HOME="+s.dir, "KUBECTL_KUBERC=false")
	var stdout, stderr bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = strings.NewReader(input), &stdout, &stderr
	err := command.Run()
	return Run{Stdout: stdout.String(), Stderr: stderr.String(), Err: err}
}
