// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"

	"connectors.alauda.io/hack/local/cluster"
)

// uplink is the name of the node's end of the link to the host.
const uplink = "uplink"

// awaitUnlinked returns once there is no link of this block. That of a machine that has just ended takes the kernel a moment.
func awaitUnlinked(ctx context.Context, block Block) error {
	const pause, patience = 20 * time.Millisecond, 2 * time.Minute
	err := wait.PollUntilContextTimeout(ctx, pause, patience, true, func(context.Context) (bool, error) {
		_, err := net.InterfaceByName(block.Link())
		return err != nil, nil
	})
	if err != nil {
		return fmt.Errorf("link %s is still there, which is to be made: %w", block.Link(), err)
	}
	return nil
}

// connect links the host and the machine, unless they are linked.
func connect(ctx context.Context, c *cluster.Cluster, block Block) error {
	route, err := Run(ctx, c, "ip", "route", "show", "default")
	if err != nil || route != "" {
		return err
	}
	pid, err := c.PID(Machine)
	if err != nil {
		return err
	}
	// One that was made half is made anew.
	if _, err := Run(ctx, c, "ip", "link", "show", uplink); err == nil {
		if _, err := Run(ctx, c, "ip", "link", "delete", uplink); err != nil {
			return err
		}
	}
	if err := ip(ctx, linkCommands(block, pid)); err != nil {
		return err
	}
	_, err = run(ctx, c, uplinkCommands(block), "ip", "-batch", "-")
	return err
}

// linkCommands make the link, give the host its address, and lead to Pods and Services.
func linkCommands(block Block, pid int) string {
	return commands(
		fmt.Sprintf("link add %s type veth peer name %s netns %d", block.Link(), uplink, pid),
		fmt.Sprintf("address add %s/30 dev %s", block.Host(), block.Link()),
		fmt.Sprintf("link set %s up", block.Link()),
		fmt.Sprintf("route add %s via %s", block.Prefix, block.Node()),
	)
}

func uplinkCommands(block Block) string {
	return commands(
		"link set lo up",
		fmt.Sprintf("address add %s/30 dev %s", block.Node(), uplink),
		fmt.Sprintf("link set %s up", uplink),
		"route add default via "+block.Host().String(),
	)
}

func commands(lines ...string) string { return strings.Join(lines, "\n") + "\n" }

func ip(ctx context.Context, batch string) error { return feed(ctx, batch, "ip", "-batch", "-") }

// feed runs a program of the host that reads input.
func feed(ctx context.Context, input, program string, args ...string) error {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stdin = strings.NewReader(input)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", program, err, bytes.TrimSpace(out))
	}
	return nil
}
