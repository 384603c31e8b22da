// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package server

import (
	"fmt"
	"strconv"
	"time"

	"k8s.io/component-base/metrics"
)

const (
	subsystem = "connectors_classapi"
	// otherPath stands for paths that there are not.
	otherPath = "other"
)

// Registerer takes metrics.
type Registerer interface {
	Register(metric metrics.Registerable) error
}

// Metrics count requests. No label holds what a tenant chose: paths are those of the endpoints. They are safe for concurrent
// use, and nil counts nothing.
type Metrics struct {
	requests *metrics.CounterVec
	seconds  *metrics.HistogramVec
	inFlight *metrics.Gauge
}

// NewMetrics registers the metrics and returns them. They can be registered once.
func NewMetrics(registerer Registerer) (*Metrics, error) {
	m := &Metrics{
		requests: metrics.NewCounterVec(&metrics.CounterOpts{
			Subsystem: subsystem, Name: "requests_total", StabilityLevel: metrics.ALPHA,
			Help: "Number of requests that were answered, by path of the class API (other for paths that there are not) and HTTP code.",
		}, []string{"path", "code"}),
		seconds: metrics.NewHistogramVec(&metrics.HistogramOpts{
			Subsystem: subsystem, Name: "request_duration_seconds", StabilityLevel: metrics.ALPHA,
			Help:    "Time that answering a request took, the questions to the tool among it, by path of the class API.",
			Buckets: []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25},
		}, []string{"path"}),
		inFlight: metrics.NewGauge(&metrics.GaugeOpts{
			Subsystem: subsystem, Name: "requests_in_flight", StabilityLevel: metrics.ALPHA,
			Help: "Number of requests under way.",
		}),
	}
	for _, metric := range []metrics.Registerable{m.requests, m.seconds, m.inFlight} {
		if err := registerer.Register(metric); err != nil {
			return nil, fmt.Errorf("registering the metrics of class APIs: %w", err)
		}
	}
	return m, nil
}

// begin counts a request that is under way, and gives what to call with the code of its answer.
func (m *Metrics) begin(path string) (done func(code int)) {
	if m == nil {
		return func(int) {}
	}
	began := time.Now()
	m.inFlight.Inc()
	return func(code int) {
		m.inFlight.Dec()
		m.requests.WithLabelValues(path, strconv.Itoa(code)).Inc()
		m.seconds.WithLabelValues(path).Observe(time.Since(began).Seconds())
	}
}
