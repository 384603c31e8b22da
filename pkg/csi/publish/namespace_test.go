// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package publish

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// TestOtherMountNamespaces writes and removes from mount namespaces that share their mounts with this one, as a container
// of the driver does with its node (mountPropagation Bidirectional). The processes stand for one driver after another.
func TestOtherMountNamespaces(t *testing.T) {
	node := filepath.Dir(volumePath(t))
	must(t, syscall.Mount(node, node, "", syscall.MS_BIND, ""), syscall.Mount("", node, "", syscall.MS_SHARED, ""))
	t.Cleanup(func() { _ = unix.Unmount(node, unix.MNT_DETACH) })
	path := filepath.Join(node, "mount")

	first := startChild(t, childHolds, path, syscall.CLONE_NEWNS)
	if got := first.line(t); got != "changed: true" {
		t.Fatal(got)
	}
	checkExact(t, path, numbered(1))

	second := startChild(t, childHolds, path, syscall.CLONE_NEWNS)
	if got := second.line(t); got != "changed: false" {
		t.Errorf("the second driver: %s", got)
	}
	checkExact(t, path, numbered(1))
	checkToken(t, path, canary)

	remove(t, path)
	for _, c := range []*child{first, second} {
		fmt.Fprintln(c.input)
		if got := c.line(t); got != "live: false" {
			t.Errorf("after it was removed: %s", got)
		}
	}
}

// TestWithoutNoswap mounts where the kernel refuses noswap, as it does everywhere before 6.4: in a user namespace.
func TestWithoutNoswap(t *testing.T) {
	path := volumePath(t)
	c := startChild(t, childHolds, path, syscall.CLONE_NEWNS|syscall.CLONE_NEWUSER)
	if got := c.line(t); got != "changed: true" {
		t.Fatal(got)
	}
	table, err := os.ReadFile(fmt.Sprintf("/proc/%d/mountinfo", c.cmd.Process.Pid))
	must(t, err)
	for line := range strings.Lines(string(table)) {
		if strings.Contains(line, " "+path+" ") {
			if strings.Contains(line, "noswap") || !strings.Contains(line, "nosuid,nodev,noexec") {
				t.Error(line)
			}
			return
		}
	}
	t.Errorf("not mounted:\n%s", table)
}

// TestMountRefused runs in a user namespace that may not mount in the mount namespace that it is in.
func TestMountRefused(t *testing.T) {
	path := volumePath(t)
	got := startChild(t, childHolds, path, syscall.CLONE_NEWUSER).line(t)
	if !strings.HasPrefix(got, childFailed) || !strings.Contains(got, "mount the target") || !strings.Contains(got, "not permitted") {
		t.Error(got)
	}
	checkGone(t, path)
}
