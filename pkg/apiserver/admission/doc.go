// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package admission holds the checks of writes that need more than the object itself: the rules that a ConnectorClass
// sets for its Connectors, and whether the requesting user may get the Secrets that a write puts to use.
//
// They are no plugins of the configurable chain but always run after it, so that no flag turns them off and no mutating
// webhook changes an object after it was checked. When the cluster cannot be asked, the write is refused.
package admission
