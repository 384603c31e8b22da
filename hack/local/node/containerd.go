// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"context"
	_ "embed" // containerd.toml
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"

	"connectors.alauda.io/hack/local/cluster"
)

// Containerd is the part that runs containers.
const Containerd = "containerd"

// containerdConfig depends on nothing, since all paths are those of a machine of its own.
//
//go:embed containerd.toml
var containerdConfig []byte

func (n *Node) containerdPart() (cluster.Part, error) {
	program, err := exec.LookPath("containerd")
	return cluster.Part{
		Name:     Containerd,
		Program:  program,
		Inside:   Machine,
		Args:     containerdArgs,
		Prepare:  func(context.Context, *cluster.Cluster) error { return n.writeNetwork() },
		Ready:    containerdReady,
		Register: n.importImages,
	}, err
}

func containerdArgs(c *cluster.Cluster) ([]string, error) {
	file, err := c.ConfigFile("containerd.toml", containerdConfig)
	return []string{"--config=" + file}, err
}

func containerdReady(ctx context.Context, c *cluster.Cluster) error {
	_, err := Run(ctx, c, "ctr", "version")
	return err
}

// writeNetwork writes how Pods are connected.
func (n *Node) writeNetwork() error {
	content, err := json.MarshalIndent(podNetwork(n.block), "", "  ")
	if err != nil {
		return err
	}
	dir := filepath.Join(machineDir(n.dir), "lib", "cni", "net.d")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "10-pods.conflist"), append(content, '\n'), 0o644)
}

// podNetwork gives every Pod a link of its own to the node, so that all packets pass its rules. On a bridge they would do so
// only with a module that the kernel may lack, and Services would not work between Pods.
func podNetwork(block Block) map[string]any {
	return map[string]any{
		"cniVersion": "1.0.0",
		"name":       "pods",
		"plugins": []any{
			map[string]any{
				"type": "ptp",
				"ipam": map[string]any{
					"type": "host-local",
					// In /run: no Pod has its address any more after a boot.
					"dataDir": "/run/cni/addresses",
					"ranges":  []any{[]any{map[string]any{"subnet": block.Pods().String()}}},
					"routes":  []any{map[string]any{"dst": "0.0.0.0/0"}},
				},
			},
			map[string]any{"type": "portmap", "capabilities": map[string]any{"portMappings": true}},
		},
	}
}
