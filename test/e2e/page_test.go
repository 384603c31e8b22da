// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"strings"
	"testing"

	localstack "connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/test/page"
)

// TestPage runs docs/csi.md, with an image that is at hand.
func TestPage(t *testing.T) {
	t.Parallel()
	const namespace = "kubectl create namespace csi-tour\n"
	patience := "--timeout=" + afterFailures.String()
	output := page.Follow(t, "docs/csi.md", localstack.EnvFile(stack.Dir()), 3, "busybox:1.37", tools, "--timeout=2m", patience,
		// Its account is made in less time than it takes to read on, though not on every machine.
		namespace, namespace+"kubectl -n csi-tour wait --for=create serviceaccount/default "+patience+"\n")
	for _, want := range []string{
		"userAgent = git-connector", // the file of the class
		"..data",                    // the link that is exchanged
		"context.token",             // a file that is always there
	} {
		if !strings.Contains(output, want) {
			t.Errorf("the page shows no %q", want)
		}
	}
}
