// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package docs

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"connectors.alauda.io/hack/local/port"
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

// TestClassAPIPage tries the class API of the examples as its page says.
func TestClassAPIPage(t *testing.T) {
	const example = "artifacts/examples/class-api/class.yaml"
	text, err := os.ReadFile(filepath.Join(page.Root(t), example))
	if err != nil {
		t.Fatal(err)
	}
	const address = "127.0.0.1:8765"
	dir := t.TempDir()
	place := fmt.Sprintf("127.0.0.1:%d", promised(t, dir))
	class := filepath.Join(dir, "class.yaml")
	if err := os.WriteFile(class, bytes.ReplaceAll(text, []byte(address), []byte(place)), 0o600); err != nil {
		t.Fatal(err)
	}
	output := page.Follow(t, "docs/class-api.md", localstack.EnvFile(stack.Dir()), 4,
		example, class, address, place, "bin/class-api", filepath.Join(dir, "class-api"))
	for _, want := range []string{
		"connector.connectors.alauda.io/cluster condition met",
		`{"items":[{"name":"kube-node-lease","phase":"Active"},{"name":"kube-public","phase":"Active"}],"listMeta":{"totalItems":3}}`,
		`"major": "1"`,
		"Error from server (BadRequest): page must be a number from 1 to 10000",
	} {
		if !strings.Contains(output, want) {
			t.Errorf("the page shows no %q", want)
		}
	}
}

// promised returns a port that no cluster chooses before the test ends.
func promised(t *testing.T, dir string) int {
	t.Helper()
	book, err := port.OpenBook(filepath.Join(dir, "ports"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := book.Close(); err != nil {
			t.Error(err)
		}
	})
	number, err := book.Get("class-api")
	if err != nil {
		t.Fatal(err)
	}
	return number
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
