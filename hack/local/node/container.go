// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"context"
	"strings"

	"connectors.alauda.io/hack/local/cluster"
)

// KillContainer ends a container as kill -9 does. The ID is that of the Pod's status, as in containerd://2b1a....
func KillContainer(ctx context.Context, c *cluster.Cluster, id string) error {
	_, err := Run(ctx, c, "ctr", "--namespace=k8s.io", "tasks", "kill", "--signal=SIGKILL", strings.TrimPrefix(id, "containerd://"))
	return err
}
