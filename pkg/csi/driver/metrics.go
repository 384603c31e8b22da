// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"fmt"
	"time"

	"google.golang.org/grpc/codes"
	"k8s.io/component-base/metrics"
	"k8s.io/utils/clock"
)

// Registerer takes metrics.
type Registerer interface {
	Register(metric metrics.Registerable) error
	CustomRegister(collector metrics.StableCollector) error
}

// Metrics count what the driver does, and the volumes of this node. No label holds what a tenant chose: codes are those of gRPC. They
// are safe for concurrent use.
type Metrics struct {
	vectors vectors
	volumes *ledger
}

// NewMetrics registers the metrics and returns them. They can be registered once.
func NewMetrics(registerer Registerer, clock clock.PassiveClock) (*Metrics, error) {
	m := &Metrics{vectors: newVectors(), volumes: newLedger(clock)}
	for _, metric := range m.vectors.all() {
		if err := registerer.Register(metric); err != nil {
			return nil, fmt.Errorf("registering the metrics of the driver: %w", err)
		}
	}
	if err := registerer.CustomRegister(newCollector(m.volumes.standing)); err != nil {
		return nil, fmt.Errorf("registering the metrics of volumes: %w", err)
	}
	return m, nil
}

// TokenRequested counts a TokenRequest of the driver that took so long and ended with err. It is what token.Config.Requested wants.
func (m *Metrics) TokenRequested(took time.Duration, err error) {
	result := "success"
	if err != nil {
		result = "error"
	}
	m.vectors.requestSeconds.WithLabelValues(result).Observe(took.Seconds())
}

// answered counts a NodePublishVolume that was answered with code.
func (m *Metrics) answered(code codes.Code, took time.Duration) {
	m.vectors.publishSeconds.WithLabelValues(code.String()).Observe(took.Seconds())
}

// published counts a volume that is as it should be, and the time that took without questions to the cluster.
func (m *Metrics) published(target string, changed bool, own time.Duration) {
	result := "unchanged"
	if changed {
		result = "changed"
	}
	m.vectors.ownSeconds.WithLabelValues(result).Observe(own.Seconds())
	m.volumes.published(target)
}

// kept counts a volume that keeps the files that it had, because of a cause with this code.
func (m *Metrics) kept(target string, cause codes.Code) {
	m.vectors.failedRenewals.WithLabelValues(cause.String()).Inc()
	m.volumes.failed(target)
}
