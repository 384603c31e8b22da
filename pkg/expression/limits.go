// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package expression

import "time"

const (
	// MaxText is the size of the longest expression in bytes.
	MaxText = 16 << 10
	// MaxBody is the size of the largest body that expressions can look at.
	MaxBody = 1 << 20

	maxNesting  = 100         // expressions in each other
	maxBuilders = 64          // lists, maps, optionals and comprehensions that are not constant
	maxPattern  = 512         // bytes of a regular expression
	maxMessage  = 500         // bytes of a message of the compiler, which writes types out
	maxDepth    = 1000        // lists and maps of the body in each other
	maxList     = 100_000     // elements of a list that is put together
	maxTime     = time.Second // an evaluation
	// maxWork is what calls may walk and make: elements, and pieces of text of
	// workBytes bytes.
	maxWork   = 1_000_000
	workBytes = 32
	// interruptEvery is after how many iterations a comprehension looks whether
	// it should end. Anything but 1 can keep in step with a loop within a loop,
	// so that the outer one never finds out.
	interruptEvery = 1
)
