// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package monitoring

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"k8s.io/component-base/metrics"
)

// family is a metric as it is registered.
type family struct {
	labels    []string
	histogram bool
}

// registry notes what a program registers.
type registry struct {
	t        *testing.T
	metrics  metrics.KubeRegistry
	families map[string]family
}

// Register implements the Registerer of each package with metrics.
func (r *registry) Register(metric metrics.Registerable) error {
	if err := r.metrics.Register(metric); err != nil {
		return err
	}
	_, histogram := metric.(*metrics.HistogramVec)
	note(r, histogram, metric.Describe)
	return nil
}

// CustomRegister implements connector.Registerer.
func (r *registry) CustomRegister(collector metrics.StableCollector) error {
	if err := r.metrics.CustomRegister(collector); err != nil {
		return err
	}
	note(r, false, collector.Describe)
	return nil
}

// description is how a metric prints what it is.
var description = regexp.MustCompile(`fqName: "(\w+)", .*variableLabels: \{([\w,]*)\}`)

// note reads descriptions, whose type is one of a library that is not ours to import.
func note[D fmt.Stringer](r *registry, histogram bool, describe func(chan<- D)) {
	described := make(chan D)
	go func() {
		defer close(described)
		describe(described)
	}()
	for d := range described {
		parts := description.FindStringSubmatch(d.String())
		if parts == nil {
			r.t.Errorf("cannot read the description %s", d)
			continue
		}
		labels := strings.FieldsFunc(parts[2], func(c rune) bool { return c == ',' })
		slices.Sort(labels)
		r.families[parts[1]] = family{labels: labels, histogram: histogram}
	}
}

// registered are the metrics of a program, by name.
func (p program) registered(t *testing.T) map[string]family {
	t.Helper()
	r := &registry{t: t, metrics: metrics.NewKubeRegistry(), families: map[string]family{}}
	if err := p.register(r); err != nil {
		t.Fatal(err)
	}
	if len(r.families) == 0 {
		t.Fatalf("%s registers no metrics", p.job)
	}
	return r.families
}
