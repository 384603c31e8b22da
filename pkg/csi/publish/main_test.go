// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package publish

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"
)

const (
	// insideEnv is set in the process that runs the tests.
	insideEnv = "PUBLISH_TEST_INSIDE"
	// childEnv names what a child of a test does instead of running tests.
	childEnv = "PUBLISH_TEST_CHILD"
)

// TestMain runs the tests in a mount namespace of their own, so that they mount for real, and whatever they leave is gone
// with them. Who is not root becomes root of a user namespace as well.
func TestMain(m *testing.M) {
	if child := os.Getenv(childEnv); child != "" {
		os.Exit(runChild(child, os.Args[1]))
	}
	if os.Getenv(insideEnv) != "" {
		os.Exit(m.Run())
	}
	os.Exit(runInside())
}

func runInside() int {
	runtime.LockOSThread() // the child ends with the thread that started it
	defer runtime.UnlockOSThread()
	cmd := self(insideEnv + "=1")
	cmd.Args = append(cmd.Args, os.Args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.SysProcAttr.Unshareflags = syscall.CLONE_NEWNS // which makes all mounts private, too
	if os.Getuid() != 0 {
		asRootOfNamespace(cmd)
	}
	if err := cmd.Start(); err != nil {
		fmt.Println("publish: the tests were left out, for they need root or a user namespace:", err)
		return 0
	}
	_ = cmd.Wait()
	return cmd.ProcessState.ExitCode()
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
