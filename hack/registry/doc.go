// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package registry pins the registry and the registry client that tests use; hack/build-registry.sh builds them. They are in a
// module of their own, so that what they need is no part of the product.
package registry
