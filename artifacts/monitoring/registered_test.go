// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package monitoring

import (
	"crypto/x509"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"k8s.io/client-go/informers"
	kubefake "k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/tools/record"
	"k8s.io/component-base/metrics"

	"connectors.alauda.io/pkg/controller/connector"
	"connectors.alauda.io/pkg/controller/probe"
	"connectors.alauda.io/pkg/controller/schedule"
	"connectors.alauda.io/pkg/generated/clientset/versioned/fake"
	groupinformers "connectors.alauda.io/pkg/generated/informers/externalversions"
)

// family is a metric as it is registered.
type family struct {
	labels    []string
	histogram bool
}

// registry notes what a controller registers.
type registry struct {
	t        *testing.T
	metrics  metrics.KubeRegistry
	families map[string]family
}

// Register implements connector.Registerer.
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

// registered are the metrics of the controller of Connectors, by name.
func registered(t *testing.T) map[string]family {
	t.Helper()
	kube, client := kubefake.NewClientset(), fake.NewClientset()
	r := &registry{t: t, metrics: metrics.NewKubeRegistry(), families: map[string]family{}}
	_, err := connector.New(connector.Config{
		Client:     client,
		Kube:       kube,
		Group:      groupinformers.NewSharedInformerFactory(client, 0).Connectors().V1alpha1(),
		Services:   informers.NewSharedInformerFactory(kube, 0).Core().V1().Services(),
		Prober:     &probe.Runner{},
		Schedule:   schedule.Options{Interval: time.Minute, MaxBackoff: time.Minute, Concurrency: 2, PerHost: 2, SlowAfter: time.Second},
		Roots:      func() (*x509.CertPool, string) { return nil, "" },
		Recorder:   record.NewFakeRecorder(0),
		Registerer: r,
		Refresh:    time.Minute,
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.families) == 0 {
		t.Fatal("the controller registers no metrics")
	}
	return r.families
}
