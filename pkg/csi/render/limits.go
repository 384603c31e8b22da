// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render

import "time"

// Bounds of one volume. Those of a single template are in pkg/template.
const (
	maxFileBytes   = 1 << 20
	maxVolumeBytes = 4 << 20
	maxFiles       = 1000
	// maxTime is for a machine that is busy: the files of a usual class take less than a millisecond.
	maxTime = 5 * time.Second
)

// maxActions bounds the actions of a class, each of which takes about half a KiB when it is compiled.
const maxActions = 10_000

// Bounds of what is shown in an error.
const (
	maxShownBytes   = 64
	maxShownNames   = 10
	maxMessageBytes = 300
)
