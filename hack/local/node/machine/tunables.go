// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package main

import (
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// tunables are settings of the whole kernel that a kubelet makes if it finds others, and the values that it wants. It takes
// the kernel for its own.
func tunables() map[string]string {
	return map[string]string{
		"/proc/sys/vm/overcommit_memory":      "1",
		"/proc/sys/vm/panic_on_oom":           "0",
		"/proc/sys/kernel/panic":              "10",
		"/proc/sys/kernel/panic_on_oops":      "1",
		"/proc/sys/kernel/keys/root_maxkeys":  "1000000",
		"/proc/sys/kernel/keys/root_maxbytes": "25000000",
	}
}

// pretendTunables puts files in the place of these settings, so that the kubelet is content and the kernel stays as it is.
func pretendTunables() error {
	for setting, value := range tunables() {
		file := filepath.Join("/run/tunables", strings.TrimPrefix(setting, "/proc/sys/"))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(value+"\n"), 0o644); err != nil {
			return err
		}
		if err := mount(file, setting, "", unix.MS_BIND); err != nil {
			return err
		}
	}
	return nil
}
