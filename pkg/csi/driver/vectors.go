// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import "k8s.io/component-base/metrics"

const subsystem = "connectors_csi"

// vectors are the metrics as they are registered.
type vectors struct {
	publishSeconds, ownSeconds *metrics.HistogramVec
	requestSeconds             *metrics.HistogramVec
	failedRenewals             *metrics.CounterVec
	panics                     *metrics.Counter
}

func newVectors() vectors {
	return vectors{
		publishSeconds: metrics.NewHistogramVec(&metrics.HistogramOpts{
			Subsystem: subsystem, Name: "publish_duration_seconds", StabilityLevel: metrics.ALPHA,
			Help:    "Time that publishing a volume took, for the first time and again, by the gRPC code of the answer.",
			Buckets: publishBuckets(),
		}, []string{"code"}),
		ownSeconds: metrics.NewHistogramVec(&metrics.HistogramOpts{
			Subsystem: subsystem, Name: "publish_own_seconds", StabilityLevel: metrics.ALPHA,
			Help: "Time that publishing a volume took without the questions to the cluster, by whether files were written: " +
				"changed or unchanged. Volumes that were not published are not counted.",
			Buckets: ownBuckets(),
		}, []string{"result"}),
		requestSeconds: metrics.NewHistogramVec(&metrics.HistogramOpts{
			Subsystem: subsystem, Name: "token_request_duration_seconds", StabilityLevel: metrics.ALPHA,
			Help:    "Time that the cluster took for a TokenRequest of the driver, by result: success or error.",
			Buckets: metrics.ExponentialBuckets(0.001, 2.5, 11),
		}, []string{"result"}),
		failedRenewals: metrics.NewCounterVec(&metrics.CounterOpts{
			Subsystem: subsystem, Name: "renewal_failures_total", StabilityLevel: metrics.ALPHA,
			Help: "Number of times that a volume kept the files that it had because it could not be published again, by the gRPC " +
				"code of the cause.",
		}, []string{"code"}),
		panics: metrics.NewCounter(&metrics.CounterOpts{
			Subsystem: subsystem, Name: "panics_total", StabilityLevel: metrics.ALPHA,
			Help: "Number of calls that ended in a panic, which is an error of the driver.",
		}),
	}
}

// publishBuckets and ownBuckets have edges, in seconds, at what is promised: 50 and 250 ms, of which 5 by ourselves.
func publishBuckets() []float64 {
	return []float64{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 45}
}

func ownBuckets() []float64 {
	return []float64{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1}
}

func (v vectors) all() []metrics.Registerable {
	return []metrics.Registerable{v.publishSeconds, v.ownSeconds, v.requestSeconds, v.failedRenewals, v.panics}
}
