// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package registry runs the registry of the distribution project for tests, with what stands around one: a token service and
// a store of blobs at another host.
//
// The registry is the real program (hack/build-registry.sh). The token service is written here, after the specification that
// the registry's own reference server followed until version 3 left it out; its tokens are verified by the real
// registry. Its answers can be replaced, to see what a hostile one can do.
package registry
