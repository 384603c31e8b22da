// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package publish

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// The driver runs on Linux nodes only; elsewhere this package can be built and read.

func mountTmpfs(string) error { return fmt.Errorf("tmpfs: %w", errors.ErrUnsupported) }

func detach(string) error { return fmt.Errorf("umount: %w", errors.ErrUnsupported) }

func isTmpfs(*os.Root) bool { return false }

func changedAt(*syscall.Stat_t) int64 { return 0 }
