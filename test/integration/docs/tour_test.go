// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package docs

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"connectors.alauda.io/hack/local/cluster"
	localstack "connectors.alauda.io/hack/local/stack"
)

// blocks are the texts of a page's fenced blocks in one language.
func blocks(t *testing.T, page, language string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root(t), page))
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

func root(t *testing.T) string {
	t.Helper()
	dir, err := cluster.FindRoot()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// follow runs the commands of a page in one shell, with the stack of this test in place of make up, and returns what they
// show.
func follow(t *testing.T, page string, least int) string {
	t.Helper()
	steps := blocks(t, page, "sh")
	if len(steps) < least {
		t.Fatalf("%s has %d steps: is it still read right?", page, len(steps))
	}
	script := &strings.Builder{}
	fmt.Fprintf(script, "set -euo pipefail\n. %q\n", localstack.EnvFile(stack.Dir()))
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
	command := exec.CommandContext(t.Context(), "bash", "-c", script.String())
	command.Dir = root(t)
	output, err := command.CombinedOutput()
	t.Logf("%s", output)
	if err != nil {
		t.Fatalf("the commands of %s ended early: %v", page, err)
	}
	return string(output)
}

func TestTour(t *testing.T) {
	output := follow(t, "README.md", 5)
	for _, want := range []string{
		"connector.connectors.alauda.io/cluster created", // the Connector is accepted
		"\nyes\n",              // the account may use it
		`"name":"kube-system"`, // it looks at the tool through it
		"kube-node-lease",      // and so does kubectl
		"SecretNotFound",       // until the Secret is gone
	} {
		if !strings.Contains(output, want) {
			t.Errorf("the tour shows no %q", want)
		}
	}
}

func TestStatusPage(t *testing.T) {
	output := follow(t, "docs/status.md", 4)
	for _, want := range []string{
		"NAME      CLASS         ADDRESS                   READY   REASON                 AGE\n",
		"False   AuthenticationFailed",
		"Warning  SecretNotFound ",
		"Warning  AuthenticationFailed ",
		"Normal   AuthReady ",
		"Normal   Ready ",
	} {
		if !strings.Contains(output, want) {
			t.Errorf("the page shows no %q", want)
		}
	}
}

// TestPagesApply sends every complete object of the pages to the API server, which must accept it.
func TestPagesApply(t *testing.T) {
	for _, page := range []string{"docs/api.md", "docs/probes.md", "docs/classes.md"} {
		for i, block := range blocks(t, page, "yaml") {
			if !strings.HasPrefix(block, "apiVersion:") {
				continue
			}
			t.Run(fmt.Sprint(page, " ", i), func(t *testing.T) {
				namespace := stack.Namespace(t)
				block = strings.ReplaceAll(block, "namespace: team", "namespace: "+namespace)
				stack.KubectlInput(t, block, "apply", "--dry-run=server", "--validate=strict", "-f", "-")
			})
		}
	}
}

// TestManifestsApply sends what is installed on a cluster to the kube-apiserver, which must know every field.
func TestManifestsApply(t *testing.T) {
	for _, folder := range []string{"deploy/rbac", "deploy/cluster", "classes", "monitoring/metrics-reader.yaml"} {
		t.Run(folder, func(t *testing.T) {
			stack.Kubectl(t, "apply", "--server-side", "--force-conflicts", "--dry-run=server", "--validate=strict", "-f", filepath.Join(root(t), "artifacts", folder))
		})
	}
}
