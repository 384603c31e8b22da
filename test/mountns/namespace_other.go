// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package mountns

import "errors"

func again() (int, error) { return 0, errors.ErrUnsupported }
