// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/component-base/metrics"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// collector counts conditions when the metrics are asked for, from what the informers hold.
type collector struct {
	metrics.BaseStableCollector

	// sources gives nil while this process does not lead.
	sources func() *sources

	connectorConditions, classConditions *metrics.Desc
	queued, running, oldest              *metrics.Desc
}

var _ metrics.StableCollector = &collector{}

func newCollector(from func() *sources) *collector {
	desc := func(name, help string, labels ...string) *metrics.Desc {
		return metrics.NewDesc(subsystem+"_"+name, help, labels, nil, metrics.ALPHA, "")
	}
	return &collector{
		sources:             from,
		connectorConditions: desc("connector_conditions", "Number of Connectors by type, status and reason of a condition.", "type", "status", "reason"),
		classConditions:     desc("connectorclass_conditions", "Number of ConnectorClasses by type, status and reason of a condition.", "type", "status", "reason"),
		queued:              desc("probes_queued", "Number of Connectors whose probes are due and wait for a place, by lane.", "lane"),
		running:             desc("probes_running", "Number of Connectors whose probes are under way, by lane.", "lane"),
		oldest:              desc("probe_delay_seconds", "How long the Connector that has waited longest is due to be probed."),
	}
}

// DescribeWithStability implements metrics.StableCollector.
func (c *collector) DescribeWithStability(ch chan<- *metrics.Desc) {
	for _, desc := range []*metrics.Desc{c.connectorConditions, c.classConditions, c.queued, c.running, c.oldest} {
		ch <- desc
	}
}

// CollectWithStability implements metrics.StableCollector.
func (c *collector) CollectWithStability(ch chan<- metrics.Metric) {
	from := c.sources()
	if from == nil {
		return
	}
	connectors, classes := tally{}, tally{}
	if all, err := from.connectors.List(labels.Everything()); err == nil {
		for _, connector := range all {
			connectors.add(connector.Status.Conditions)
		}
	}
	if all, err := from.classes.List(labels.Everything()); err == nil {
		for _, class := range all {
			classes.add(class.Status.Conditions)
		}
	}
	connectors.send(ch, c.connectorConditions)
	classes.send(ch, c.classConditions)
	stats := from.stats()
	gauge := func(desc *metrics.Desc, value float64, labels ...string) {
		ch <- metrics.NewLazyConstMetric(desc, metrics.GaugeValue, value, labels...)
	}
	gauge(c.queued, float64(stats.Fast.Queued), "fast")
	gauge(c.queued, float64(stats.Slow.Queued), "slow")
	gauge(c.running, float64(stats.Fast.Running), "fast")
	gauge(c.running, float64(stats.Slow.Running), "slow")
	gauge(c.oldest, stats.OldestDue.Seconds())
}

// tally counts conditions. Whoever may write a status could invent any number of types and reasons: a tally has a bounded
// number of rows, and the rest in one.
type tally map[row]int

type row struct{ kind, status, reason string }

const maxRows = 100

func (t tally) add(conditions []v1alpha1.Condition) {
	for i := range conditions {
		at := row{string(conditions[i].Type), string(conditions[i].Status), conditions[i].Reason}
		if _, known := t[at]; !known && len(t) >= maxRows {
			at = row{"other", "other", "other"}
		}
		t[at]++
	}
}

func (t tally) send(ch chan<- metrics.Metric, desc *metrics.Desc) {
	for at, count := range t {
		ch <- metrics.NewLazyConstMetric(desc, metrics.GaugeValue, float64(count), at.kind, at.status, at.reason)
	}
}
