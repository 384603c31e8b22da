// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package docs

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	localstack "connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/test/page"
)

func TestTour(t *testing.T) {
	output := page.Follow(t, "README.md", localstack.EnvFile(stack.Dir()), 5)
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
	output := page.Follow(t, "docs/status.md", localstack.EnvFile(stack.Dir()), 4)
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
	for _, file := range []string{"docs/api.md", "docs/probes.md", "docs/classes.md"} {
		for i, block := range page.Blocks(t, file, "yaml") {
			if !strings.HasPrefix(block, "apiVersion:") {
				continue
			}
			t.Run(fmt.Sprint(file, " ", i), func(t *testing.T) {
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
			stack.Kubectl(t, "apply", "--server-side", "--force-conflicts", "--dry-run=server", "--validate=strict", "-f", filepath.Join(page.Root(t), "artifacts", folder))
		})
	}
}
