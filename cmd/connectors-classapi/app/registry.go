// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"k8s.io/component-base/metrics"
	"k8s.io/component-base/metrics/legacyregistry"
)

// processRegistry is the one whose metrics are served.
type processRegistry struct{}

// Register implements server.Registerer.
func (processRegistry) Register(metric metrics.Registerable) error {
	return legacyregistry.Register(metric)
}
