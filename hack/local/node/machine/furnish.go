// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// ready is made when the machine is furnished. It is in /run, where no other machine sees it.
const ready = "/run/machine-ready"

// furnish makes the namespaces of this process look like a machine that is booted: everything is that of the host, other
// than what a node writes to.
func furnish(dir string) error {
	for _, step := range []func() error{
		separateMounts,
		func() error { return mount("proc", "/proc", "proc", 0) },
		func() error { return mount("tmpfs", "/run", "tmpfs", unix.MS_NOSUID|unix.MS_NODEV) },
		// What a machine keeps over a boot. All else that a node writes is in /run, and forgotten as it should be.
		func() error { return bind(filepath.Join(dir, "lib"), "/var/lib") },
		func() error { return bind(filepath.Join(dir, "log"), "/var/log") },
		pretendTunables,
		func() error { return os.WriteFile("/proc/sys/net/ipv4/ip_forward", []byte("1"), 0o644) },
		func() error { return os.WriteFile(ready, nil, 0o644) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// separateMounts keeps the host from seeing what is mounted here; what the host unmounts is unmounted here as well. Within the
// machine mounts are shared, so that those that a Pod of a CSI driver makes are seen by the kubelet and other Pods.
func separateMounts() error {
	for _, propagation := range []uintptr{unix.MS_SLAVE, unix.MS_SHARED} {
		if err := mount("", "/", "", unix.MS_REC|propagation); err != nil {
			return err
		}
	}
	return nil
}

func bind(from, to string) error {
	if err := os.MkdirAll(from, 0o755); err != nil {
		return err
	}
	return mount(from, to, "", unix.MS_BIND)
}

func mount(source, target, kind string, flags uintptr) error {
	if err := unix.Mount(source, target, kind, flags, ""); err != nil {
		return fmt.Errorf("mounting %q at %s: %w", source, target, err)
	}
	return nil
}
