// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"path/filepath"

	"connectors.alauda.io/hack/local/cluster"
)

// Around returns a stack of what somebody else has started and ends, such as a cluster with a node. Our servers are Pods
// there, so they are no parts, and their logs are not looked at.
func Around(c *cluster.Cluster) *Stack {
	return &Stack{cluster: c, dir: filepath.Dir(c.Kubeconfig()), logs: &logs{}}
}
