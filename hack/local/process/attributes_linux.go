// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package process

import "syscall"

// attributes put a process into a session of its own, and tie its life to that of the caller if it is attached.
func attributes(attached bool) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setsid: true}
	if attached {
		attr.Pdeathsig = syscall.SIGKILL
	}
	return attr
}
