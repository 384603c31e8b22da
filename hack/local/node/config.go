// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// defaultName is that of the Node object.
const defaultName = "local"

// A Config says how to run a node. The zero value is a good one.
type Config struct {
	// Name is that of the Node object; empty: local.
	Name string
	// Addresses is the /16 of private IPv4 addresses from which Pods, Services and the node have theirs; empty: the one that
	// the node had before, or else one that this machine has no address in.
	Addresses string
	// SyncFrequency is how often the kubelet looks at each Pod, and has its CSI volumes published again; zero: the kubelet's
	// default, a minute.
	SyncFrequency time.Duration
	// Internet lets Pods reach other machines, as this machine does, and resolve their names. It takes a table of the packet
	// filter of the host and net.ipv4.ip_forward, which is put back when the node ends: of several nodes the first should have
	// it longest.
	Internet bool
}

// programs are those of the machine that a node is made of, by what they are for.
func programs() []string {
	return []string{"containerd", "containerd-shim-runc-v2", "ctr", "runc", "ip", "nft", "iptables"}
}

// plugins are the network plug-ins of Debian's package.
const plugins = "/usr/lib/cni"

// Supported returns an error that says in one line why nobody like the caller can run a node here.
func Supported() error {
	if runtime.GOOS != "linux" || os.Geteuid() != 0 {
		return errors.New("a node takes root on Linux: its kubelet mounts volumes and starts containers")
	}
	return nil
}

// check returns an error that says in one line why there can be no node in dir.
func check(dir string) error {
	if err := Supported(); err != nil {
		return err
	}
	for _, hidden := range []string{"/run", "/var/run", "/var/lib", "/var/log", "/proc", "/sys", "/dev"} {
		if strings.HasPrefix(dir, hidden+string(filepath.Separator)) {
			return fmt.Errorf("a node cannot be kept in %s, since it has a %s of its own: use another directory", dir, hidden)
		}
	}
	var missing []string
	for _, program := range programs() {
		if _, err := exec.LookPath(program); err != nil {
			missing = append(missing, program)
		}
	}
	for _, plugin := range []string{"ptp", "host-local", "portmap", "loopback"} {
		if _, err := os.Stat(filepath.Join(plugins, plugin)); err != nil {
			missing = append(missing, filepath.Join(plugins, plugin))
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("a node needs %s: run hack/install-node.sh", strings.Join(missing, ", "))
	}
	return nil
}
