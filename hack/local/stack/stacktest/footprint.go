// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stacktest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/node"
)

// A Footprint is by what a node is known on this machine. The zero Footprint is of no node.
type Footprint struct {
	dir, link string
	// mounts and pids are the machine's namespaces, as /proc names them. The kernel gives the name of one that is gone to the next
	// of any kind, so that one alone may be somebody else's soon after.
	mounts, pids string
}

// FootprintOf returns that of the node of a cluster, which must run.
func FootprintOf(c *cluster.Cluster) (Footprint, error) {
	host, err := netip.ParseAddr(c.Host())
	if err != nil {
		return Footprint{}, err
	}
	const bits = 16
	root, err := node.Root(c)
	if err != nil {
		return Footprint{}, err
	}
	mounts, pids, err := namespacesOf(filepath.Dir(root))
	return Footprint{
		dir:    filepath.Dir(c.Kubeconfig()),
		link:   node.Block{Prefix: netip.PrefixFrom(host, bits).Masked()}.Link(),
		mounts: mounts,
		pids:   pids,
	}, err
}

// AwaitNothing returns once there is nothing of the node on this machine any more, or with an error that names what stays. A
// link goes with the network of the machine, which the kernel takes down when it comes to it.
func (f Footprint) AwaitNothing(ctx context.Context) error {
	const pause, patience = 100 * time.Millisecond, 2 * time.Minute
	var left error
	err := wait.PollUntilContextTimeout(ctx, pause, patience, true, func(context.Context) (bool, error) {
		left = f.Left()
		return left == nil, nil
	})
	return errors.Join(err, left)
}

// Left returns an error that names everything of the node that there is on this machine, and nil if there is nothing.
func (f Footprint) Left() error {
	if f == (Footprint{}) {
		return nil
	}
	var left []error
	for _, look := range []func() error{f.processes, f.mounted, f.linked, f.grouped, f.ruled} {
		left = append(left, look())
	}
	return errors.Join(left...)
}

// processes looks for those that have the mounts of the machine: all but those in containers, which have control groups.
func (f Footprint) processes() error {
	all, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return err
	}
	for _, process := range all {
		// Processes end meanwhile.
		if mounts, pids, err := namespacesOf(process); err == nil && mounts == f.mounts && pids == f.pids {
			return fmt.Errorf("a process of the node runs: %s", process)
		}
	}
	return nil
}

// namespacesOf returns those of mounts and of process ids of a process, which is a directory of /proc.
func namespacesOf(process string) (mounts, pids string, err error) {
	mounts, err = os.Readlink(filepath.Join(process, "ns", "mnt"))
	if err != nil {
		return "", "", err
	}
	pids, err = os.Readlink(filepath.Join(process, "ns", "pid"))
	return mounts, pids, err
}

func (f Footprint) mounted() error {
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err == nil && strings.Contains(string(mounts), f.dir+"/") {
		err = fmt.Errorf("something is mounted in %s", f.dir)
	}
	return err
}

func (f Footprint) linked() error {
	if _, err := net.InterfaceByName(f.link); err == nil {
		return fmt.Errorf("there is the link %s", f.link)
	}
	return nil
}

// grouped looks at control groups of both versions.
func (f Footprint) grouped() error {
	for _, pattern := range []string{"/sys/fs/cgroup/connectors-", "/sys/fs/cgroup/*/connectors-"} {
		found, err := filepath.Glob(pattern + f.link)
		if err != nil {
			return err
		}
		if len(found) > 0 {
			return fmt.Errorf("there is the control group %s", found[0])
		}
	}
	return nil
}

func (f Footprint) ruled() error {
	tables, err := exec.Command("nft", "list", "tables").CombinedOutput()
	if err == nil && strings.Contains(string(tables), f.link) {
		err = fmt.Errorf("there are rules of the packet filter: %s", tables)
	}
	return err
}
