// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package page reads pages of the documentation for tests, and runs what they tell users to run.
package page

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"connectors.alauda.io/hack/local/cluster"
)

// Blocks are the texts of a page's fenced blocks in one language. The page is a path in the repository.
func Blocks(t *testing.T, page, language string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(Root(t), page))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for rest := string(text); ; {
		_, after, ok := strings.Cut(rest, "\n```"+language+"\n")
		if !ok {
			return found
		}
		block, remaining, ok := strings.Cut(after, "\n```\n")
		if !ok {
			t.Fatalf("%s: a block of %s does not end", page, language)
		}
		found, rest = append(found, block), "\n"+remaining
	}
}

// Root is the directory of the repository.
func Root(t *testing.T) string {
	t.Helper()
	dir, err := cluster.FindRoot()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// Follow runs the commands of a page in one shell, with the cluster of env, a script that sets variables, in place of make up,
// and returns what they show. A page with fewer steps than least is not read right.
func Follow(t *testing.T, page, env string, least int, replace ...string) string {
	t.Helper()
	steps := Blocks(t, page, "sh")
	if len(steps) < least {
		t.Fatalf("%s has %d steps: is it still read right?", page, len(steps))
	}
	script := &strings.Builder{}
	// What a page leaves running in the background would keep the output open.
	fmt.Fprintf(script, "set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n. %q\n", env)
	for i, step := range steps {
		fmt.Fprintf(script, "echo '--- step %d'\n", i)
		for line := range strings.Lines(step + "\n") {
			switch strings.TrimSpace(line) {
			case "make up", "make down", ". .local/env":
			default:
				script.WriteString(line)
			}
		}
	}
	commands := strings.NewReplacer(replace...).Replace(script.String())
	command := exec.CommandContext(t.Context(), "bash", "-c", commands)
	command.Dir = Root(t)
	output, err := command.CombinedOutput()
	t.Logf("%s", output)
	if err != nil {
		t.Fatalf("the commands of %s ended early: %v", page, err)
	}
	return string(output)
}
