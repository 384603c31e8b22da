// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import "k8s.io/component-base/metrics"

// collector counts volumes when it is asked to.
type collector struct {
	metrics.BaseStableCollector

	standing                  func() standing
	volumes, failing, longest *metrics.Desc
}

func newCollector(standing func() standing) *collector {
	describe := func(name, help string) *metrics.Desc {
		return metrics.NewDesc(metrics.BuildFQName("", subsystem, name), help, nil, nil, metrics.ALPHA, "")
	}
	return &collector{
		standing: standing,
		volumes:  describe("volumes", "Number of volumes on this node; after a restart, of those that the kubelet has asked for again."),
		failing:  describe("failing_volumes", "Number of volumes that keep the files that they had, because they could not be published again."),
		longest: describe("longest_failing_seconds",
			"How long the volume that has failed for longest could not be published again; 0 when none fails."),
	}
}

// DescribeWithStability implements metrics.StableCollector.
func (c *collector) DescribeWithStability(to chan<- *metrics.Desc) {
	to <- c.volumes
	to <- c.failing
	to <- c.longest
}

// CollectWithStability implements metrics.StableCollector.
func (c *collector) CollectWithStability(to chan<- metrics.Metric) {
	now := c.standing()
	to <- metrics.NewLazyConstMetric(c.volumes, metrics.GaugeValue, float64(now.volumes))
	to <- metrics.NewLazyConstMetric(c.failing, metrics.GaugeValue, float64(now.failing))
	to <- metrics.NewLazyConstMetric(c.longest, metrics.GaugeValue, now.longest.Seconds())
}
