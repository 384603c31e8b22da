// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"errors"
	"time"

	"k8s.io/component-base/metrics"
)

const subsystem = "connectors_proxy"

// result is how the verification of a token has ended.
type result string

const (
	localRefused      result = "local_refused"
	remembered        result = "remembered"
	reviewed          result = "reviewed"
	reviewRefused     result = "refused"
	unavailableResult result = "unavailable"
)

// Kinds of reviews.
const (
	tokenReview  = "token"
	accessReview = "access"
)

// Registerer takes metrics.
type Registerer interface {
	Register(metrics.Registerable) error
}

// Metrics count callers and what is asked about them. No label holds anything that a caller chose. They are safe for
// concurrent use, and count nothing until they are registered.
type Metrics struct {
	verifications *metrics.CounterVec
	reviewSeconds *metrics.HistogramVec
	refreshes     *metrics.CounterVec
}

// NewMetrics makes Metrics that are registered nowhere.
func NewMetrics() *Metrics {
	return &Metrics{
		verifications: metrics.NewCounterVec(&metrics.CounterOpts{
			Subsystem: subsystem, Name: "token_verifications_total", StabilityLevel: metrics.ALPHA,
			Help: "Number of tokens that callers sent, by result: refused here, remembered, reviewed and good, refused by " +
				"the cluster, or unavailable because the cluster could not be asked.",
		}, []string{"result"}),
		reviewSeconds: metrics.NewHistogramVec(&metrics.HistogramOpts{
			Subsystem: subsystem, Name: "review_duration_seconds", StabilityLevel: metrics.ALPHA,
			Help: "Time that the cluster took for a review, by kind (token or access) and result (success, whatever it " +
				"says, or error).",
			Buckets: metrics.ExponentialBuckets(0.001, 2.5, 11),
		}, []string{"kind", "result"}),
		refreshes: metrics.NewCounterVec(&metrics.CounterOpts{
			Subsystem: subsystem, Name: "jwks_refreshes_total", StabilityLevel: metrics.ALPHA,
			Help: "Number of times that the keys of the cluster for tokens were read, by result: success or error.",
		}, []string{"result"}),
	}
}

// Register makes the metrics known. It fails when others of their names are already.
func (m *Metrics) Register(registerer Registerer) error {
	return errors.Join(
		registerer.Register(m.verifications), registerer.Register(m.reviewSeconds), registerer.Register(m.refreshes))
}

// Refreshed counts a reading of the cluster's keys that ended with err. It is what jwks.Options.Observe wants.
func (m *Metrics) Refreshed(err error) { m.refreshes.WithLabelValues(resultOf(err != nil)).Inc() }

func (m *Metrics) verified(how result) { m.verifications.WithLabelValues(string(how)).Inc() }

func (m *Metrics) asked(kind string, failed bool, took time.Duration) {
	m.reviewSeconds.WithLabelValues(kind, resultOf(failed)).Observe(took.Seconds())
}

func resultOf(failed bool) string {
	if failed {
		return "error"
	}
	return "success"
}
