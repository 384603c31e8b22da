// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package process

import (
	"errors"
	"os"
	"syscall"
)

// isolate does nothing: there are no namespaces, and no process is ever started here.
func isolate(*syscall.SysProcAttr) {}

// inside refuses: there are no namespaces.
func inside(*os.Process, func() error) error {
	return errors.New("namespaces take Linux")
}
