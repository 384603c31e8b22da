// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package openapi

// Bounds, far above what descriptions of tools need. Together they bound what compiling costs: time and memory are
// proportional to their product with a small constant, and nothing of the description is followed beyond them.
const (
	maxBytes     = 1 << 20 // the description as it is stored
	maxWeight    = 4 << 20 // YAML text, with everything written out that aliases refer to
	valueWeight  = 20      // bytes that a value of YAML weighs beside its text
	maxValues    = 200_000 // values
	maxDepth     = 100     // objects and lists in each other
	maxPaths     = 10_000  // paths
	maxFields    = 100     // fields of one path
	maxPathBytes = 2048    // one path
	maxAddress   = 2048    // bytes of an x-openapi-address
	maxAddresses = 32      // different values of x-openapi-address; each Connector of the class keeps something for each
	maxHops      = 8       // $refs that lead to one another
	maxProblems  = 16      // problems that one answer names
	maxSteps     = 16      // members and places in lists that a message names
	maxShown     = 80      // characters of a value in a message
	maxMessage   = 400     // bytes of a message of a library
)

// beginning is how a description begins.
const beginning = "openapi: 3.0.3"
