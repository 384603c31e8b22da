// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package publish

import (
	"os"
	"os/exec"
	"syscall"
	"testing"

	"connectors.alauda.io/test/mountns"
)

// childEnv names what a child of a test does instead of running tests.
const childEnv = "PUBLISH_TEST_CHILD"

// TestMain runs the tests where they mount for real, and whatever they leave is gone with them.
func TestMain(m *testing.M) {
	if child := os.Getenv(childEnv); child != "" {
		os.Exit(runChild(child, os.Args[1]))
	}
	os.Exit(mountns.Main(m.Run))
}

// self is a command that runs this binary, and ends with its parent.
func self(env ...string) *exec.Cmd {
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd
}

func asRootOfNamespace(cmd *exec.Cmd) {
	cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
	cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
	cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
}
