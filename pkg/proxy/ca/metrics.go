// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"fmt"
	"time"

	"k8s.io/component-base/metrics"
)

const subsystem = "connectors_proxy_ca"

// Metrics are those of the authority. They have no labels.
type Metrics struct {
	leavesMinted *metrics.Counter
	leavesCached *metrics.Gauge
	expiration   *metrics.Gauge
	syncErrors   *metrics.Counter
}

// Registerer takes metrics.
type Registerer interface {
	Register(metrics.Registerable) error
}

// NewMetrics registers the metrics. It fails when they are registered already.
func NewMetrics(registerer Registerer) (*Metrics, error) {
	m := &Metrics{
		leavesMinted: metrics.NewCounter(&metrics.CounterOpts{
			Subsystem: subsystem, Name: "leaves_minted_total", StabilityLevel: metrics.ALPHA,
			Help: "Number of certificates signed in the names of tools and of the proxy.",
		}),
		leavesCached: metrics.NewGauge(&metrics.GaugeOpts{
			Subsystem: subsystem, Name: "leaves_cached", StabilityLevel: metrics.ALPHA,
			Help: "Number of signed certificates that are kept.",
		}),
		expiration: metrics.NewGauge(&metrics.GaugeOpts{
			Subsystem: subsystem, Name: "expiration_timestamp_seconds", StabilityLevel: metrics.ALPHA,
			Help: "When the certificate authority that signs expires, in seconds since the epoch; zero when there is none.",
		}),
		syncErrors: metrics.NewCounter(&metrics.CounterOpts{
			Subsystem: subsystem, Name: "sync_errors_total", StabilityLevel: metrics.ALPHA,
			Help: "Number of failures to read, store or publish the certificate authority.",
		}),
	}
	for _, metric := range []metrics.Registerable{m.leavesMinted, m.leavesCached, m.expiration, m.syncErrors} {
		if err := registerer.Register(metric); err != nil {
			return nil, fmt.Errorf("registering the metrics of the certificate authority: %w", err)
		}
	}
	return m, nil
}

func (m *Metrics) minted(kept int) {
	m.leavesMinted.Inc()
	m.leavesCached.Set(float64(kept))
}

func (m *Metrics) expires(at time.Time) {
	m.expiration.Set(float64(at.Unix()))
	m.leavesCached.Set(0)
}

func (m *Metrics) failed() { m.syncErrors.Inc() }
