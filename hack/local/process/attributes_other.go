// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package process

import "syscall"

// attributes are those of any Unix. A process is never started here: it could not be identified without /proc.
func attributes(bool) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true}
}
