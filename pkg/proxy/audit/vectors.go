// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit

import "k8s.io/component-base/metrics"

// vectors are the metrics as they are registered.
type vectors struct {
	requests                    *metrics.CounterVec
	inFlight                    *metrics.GaugeVec
	duration, header            *metrics.HistogramVec
	requestBytes, responseBytes *metrics.CounterVec
	lostLines                   *metrics.Counter
}

func newVectors() *vectors {
	counter := func(name, help string, labels ...string) *metrics.CounterVec {
		return metrics.NewCounterVec(&metrics.CounterOpts{
			Subsystem: subsystem, Name: name, Help: help, StabilityLevel: metrics.ALPHA,
		}, labels)
	}
	seconds := func(name, help string) *metrics.HistogramVec {
		return metrics.NewHistogramVec(&metrics.HistogramOpts{
			Subsystem: subsystem, Name: name, Help: help, StabilityLevel: metrics.ALPHA,
			Buckets: metrics.ExponentialBuckets(0.001, 2.5, 13), // 1 ms to a minute
		}, []string{"mode"})
	}
	return &vectors{
		requests: counter("requests_total", "Requests that have ended, by mode, method and code.", "mode", "method", "code"),
		inFlight: metrics.NewGaugeVec(&metrics.GaugeOpts{
			Subsystem: subsystem, Name: "requests_in_flight", StabilityLevel: metrics.ALPHA,
			Help: "Requests, tunnels and upgraded connections that are under way, by the mode that their form says.",
		}, []string{"mode"}),
		duration: seconds("request_duration_seconds", "Time from the header of a request to the end of its answer or connection, by mode."),
		header: seconds("answer_header_seconds",
			"Time from the header of a request to that of its answer, by the mode that its form says."),
		requestBytes: counter("request_bytes_total",
			"Bytes of bodies, and of connections that were taken over, that clients sent, by mode.", "mode"),
		responseBytes: counter("response_bytes_total",
			"Bytes of bodies, and of connections that were taken over, that clients were sent, by mode.", "mode"),
		lostLines: metrics.NewCounter(&metrics.CounterOpts{
			Subsystem: subsystem, Name: "audit_lost_lines_total", StabilityLevel: metrics.ALPHA,
			Help: "Lines of the audit log that could not be written.",
		}),
	}
}

func (v *vectors) all() []metrics.Registerable {
	return []metrics.Registerable{
		v.requests, v.inFlight, v.duration, v.header, v.requestBytes, v.responseBytes, v.lostLines,
	}
}

func (v *vectors) of(mode Mode) *modeMetrics {
	label := string(mode)
	return &modeMetrics{
		inFlight:      v.inFlight.WithLabelValues(label),
		duration:      v.duration.WithLabelValues(label),
		header:        v.header.WithLabelValues(label),
		requestBytes:  v.requestBytes.WithLabelValues(label),
		responseBytes: v.responseBytes.WithLabelValues(label),
	}
}
