// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"k8s.io/component-base/metrics"
)

const (
	subsystem = "connectors_proxy"
	// other stands for all values of a label that are not known.
	other = "other"
	// noCode is the code of requests that were not answered.
	noCode = "none"
)

// Registerer takes metrics.
type Registerer interface {
	Register(metric metrics.Registerable) error
}

// Metrics count requests. No label holds what a client, a tool or a tenant chose freely: modes are ours, methods and codes
// are those that HTTP defines. They are safe for concurrent use.
type Metrics struct {
	requests  *metrics.CounterVec
	lostLines *metrics.Counter
	modes     map[Mode]*modeMetrics
	codes     map[int]string
}

// modeMetrics are looked up once, not with every request.
type modeMetrics struct {
	inFlight                    metrics.GaugeMetric
	duration, header            metrics.ObserverMetric
	requestBytes, responseBytes metrics.CounterMetric
}

// NewMetrics registers the metrics and returns them. They can be registered once.
func NewMetrics(registerer Registerer) (*Metrics, error) {
	v := newVectors()
	for _, metric := range v.all() {
		if err := registerer.Register(metric); err != nil {
			return nil, fmt.Errorf("registering the metrics of requests: %w", err)
		}
	}
	m := &Metrics{requests: v.requests, lostLines: v.lostLines, modes: map[Mode]*modeMetrics{}, codes: map[int]string{}}
	for _, mode := range []Mode{ModeReverse, ModeForward, ModeConnect, ModeTunnel, ModePassthrough, other} {
		m.modes[mode] = v.of(mode)
	}
	for code := range 600 {
		if http.StatusText(code) != "" {
			m.codes[code] = strconv.Itoa(code)
		}
	}
	m.codes[0] = noCode
	return m, nil
}

func (m *Metrics) of(mode Mode) *modeMetrics {
	if known, ok := m.modes[mode]; ok {
		return known
	}
	return m.modes[other]
}

// observe counts a request that has ended.
func (m *Metrics) observe(x *exchange, took time.Duration) {
	mode := x.record.Mode
	if _, ok := m.modes[mode]; !ok {
		mode = other
	}
	code, ok := m.codes[x.answer.code]
	if !ok {
		code = other
	}
	m.requests.WithLabelValues(string(mode), methodLabel(x.request.Method), code).Inc()
	of := m.of(mode)
	of.duration.Observe(took.Seconds())
	of.requestBytes.Add(float64(x.body.read.Load()))
	of.responseBytes.Add(float64(x.answer.written.Load()))
}

func methodLabel(method string) string {
	if isKnownMethod(method) {
		return method
	}
	return other
}

func isKnownMethod(method string) bool {
	return slices.Contains([]string{
		http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
		http.MethodConnect, http.MethodOptions, http.MethodTrace,
	}, method)
}
