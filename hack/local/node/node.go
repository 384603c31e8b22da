// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/image"
)

// A Node is what a cluster with a node needs beyond the control plane.
type Node struct {
	config   Config
	dir      string
	block    Block
	state    state
	images   []image.Archive
	progress func(string)
}

// New returns the node of the cluster in config.Dir, on which Pods can use these images. It refuses where there can be none;
// it starts nothing, but claims the addresses, until Clean.
func New(config Config, in cluster.Config, images []image.Archive) (*Node, error) {
	dir, err := filepath.Abs(in.Dir)
	if err != nil {
		return nil, err
	}
	if err := check(dir); err != nil {
		return nil, err
	}
	n := &Node{config: config, dir: dir, images: images, progress: in.Progress}
	if n.config.Name == "" {
		n.config.Name = defaultName
	}
	if n.progress == nil {
		n.progress = func(string) {}
	}
	return n, n.settle()
}

// settle claims the addresses that the node had before, or is to have, or any, and notes them before they are used.
func (n *Node) settle() error {
	known, found, err := readState(n.dir)
	if err != nil {
		return err
	}
	wanted := n.config.Addresses
	if found {
		if wanted != "" && wanted != known.Block {
			return fmt.Errorf("the node in %s has addresses of %s: end it and forget it before it gets others", n.dir, known.Block)
		}
		wanted = known.Block
	}
	n.state = known
	switch {
	case wanted == "":
		n.block, err = claimAny()
	case known.Dirty:
		n.block, err = ParseBlock(wanted)
	default:
		n.block, err = claimNamed(wanted)
	}
	if err != nil {
		return err
	}
	n.state.Block, n.state.Dirty = n.block.String(), true
	return n.state.write(n.dir)
}

// Block returns the addresses of the node. Block().Host() is where Pods reach what runs on this machine beside the node.
func (n *Node) Block() Block { return n.block }

// Say tells whoever started the cluster what happens.
func (n *Node) Say(line string) { n.progress(line) }

// Join adds the node to the configuration of a cluster.
func (n *Node) Join(config cluster.Config) (cluster.Config, error) {
	containerd, err := n.containerdPart()
	if err != nil {
		return config, err
	}
	config.Network = &cluster.Network{Host: n.block.Host(), Services: n.block.Services()}
	config.First = append([]cluster.Part{n.machinePart()}, config.First...)
	config.Last = append([]cluster.Part{containerd, n.kubeletPart(), n.proxyPart()}, config.Last...)
	return config, nil
}

// Booted returns when the machine was started.
func Booted(c *cluster.Cluster) (time.Time, error) {
	root, err := Root(c)
	if err != nil {
		return time.Time{}, err
	}
	info, err := os.Stat(filepath.Join(root, ready))
	if err != nil {
		return time.Time{}, err
	}
	return info.ModTime(), nil
}

// Reboot ends everything on the node at once, as if its plug had been pulled, and starts it again.
func Reboot(ctx context.Context, c *cluster.Cluster) error {
	if err := c.Kill(ctx, Machine); err != nil {
		return err
	}
	for _, part := range []string{Machine, Containerd, Kubelet, Proxy} {
		if err := c.Restart(ctx, part); err != nil {
			return err
		}
	}
	return nil
}

// Kubectl returns the command of kubectl as admin of the cluster.
func Kubectl(ctx context.Context, c *cluster.Cluster, args ...string) *exec.Cmd {
	args = append([]string{"--kubeconfig=" + c.Kubeconfig()}, args...)
	return exec.CommandContext(ctx, filepath.Join(c.BinDir(), "kubectl"), args...)
}
