// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"slices"
	"sync/atomic"
	"time"

	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/component-base/metrics"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/controller/probe"
	"connectors.alauda.io/pkg/controller/schedule"
	listers "connectors.alauda.io/pkg/generated/listers/connectors/v1alpha1"
)

const (
	subsystem = "connectors_controller"

	livenessProbe = "liveness"
	authProbe     = "auth"

	// Why a status was written.
	changed   = "changed"
	refreshed = "refreshed"
)

// Registerer takes metrics.
type Registerer interface {
	Register(metrics.Registerable) error
	CustomRegister(metrics.StableCollector) error
}

// Metrics are those of the controller. They outlive it: the Controller of the next time that this process leads goes on with
// them. No label holds what a user chose: types and statuses of conditions, outcomes of probes and lanes are fixed sets.
type Metrics struct {
	reconcileSeconds *metrics.HistogramVec
	probeSeconds     *metrics.HistogramVec
	writes           *metrics.CounterVec
	sources          atomic.Pointer[sources]
}

// sources are what is counted when the metrics are asked for.
type sources struct {
	connectors listers.ConnectorLister
	classes    listers.ConnectorClassLister
	stats      func() schedule.Stats
}

// NewMetrics registers the metrics. It fails when they are registered already.
func NewMetrics(registerer Registerer) (*Metrics, error) {
	m := &Metrics{
		reconcileSeconds: metrics.NewHistogramVec(&metrics.HistogramOpts{
			Subsystem: subsystem, Name: "reconcile_duration_seconds", StabilityLevel: metrics.ALPHA,
			Help:    "Time that reconciling a Connector took, by result: success or error.",
			Buckets: metrics.ExponentialBuckets(0.0005, 4, 9),
		}, []string{"result"}),
		probeSeconds: metrics.NewHistogramVec(&metrics.HistogramOpts{
			Subsystem: subsystem, Name: "probe_duration_seconds", StabilityLevel: metrics.ALPHA,
			Help:    "Time that a probe took, by probe (liveness or auth) and outcome.",
			Buckets: metrics.ExponentialBuckets(0.001, 2.5, 11),
		}, []string{"probe", "outcome"}),
		writes: metrics.NewCounterVec(&metrics.CounterOpts{
			Subsystem: subsystem, Name: "status_writes_total", StabilityLevel: metrics.ALPHA,
			Help: "Number of statuses of Connectors written, by reason: a condition or an address changed, or only probe times were refreshed.",
		}, []string{"reason"}),
	}
	for _, metric := range []metrics.Registerable{m.reconcileSeconds, m.probeSeconds, m.writes} {
		if err := registerer.Register(metric); err != nil {
			return nil, err
		}
	}
	return m, registerer.CustomRegister(newCollector(m.sources.Load))
}

func (m *Metrics) reconciled(err error, took time.Duration) {
	result := "success"
	if err != nil {
		result = "error"
	}
	m.reconcileSeconds.WithLabelValues(result).Observe(took.Seconds())
}

func (m *Metrics) probed(kind string, outcome probe.Outcome, took time.Duration) {
	m.probeSeconds.WithLabelValues(kind, string(outcome)).Observe(took.Seconds())
}

// wrote counts a status that was written.
func (m *Metrics) wrote(before, after v1alpha1.ConnectorStatus) {
	reason := changed
	before.Conditions, after.Conditions = withoutProbeTimes(before.Conditions), withoutProbeTimes(after.Conditions)
	if equality.Semantic.DeepEqual(before, after) {
		reason = refreshed
	}
	m.writes.WithLabelValues(reason).Inc()
}

func withoutProbeTimes(conditions []v1alpha1.Condition) []v1alpha1.Condition {
	without := slices.Clone(conditions)
	for i := range without {
		without[i].LastProbeTime = metav1.Time{}
	}
	return without
}
