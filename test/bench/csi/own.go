// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package csi

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"time"

	"k8s.io/component-base/metrics/testutil"

	"connectors.alauda.io/test/bench/stage"
)

const (
	ownMetric = "connectors_csi_publish_own_seconds_bucket"
	changed   = "changed"
	unchanged = "unchanged"
)

// histogram is what a driver counts of durations: how many took no longer than so many seconds, in the order of these.
type histogram []bucket

type bucket struct{ atMost, count float64 }

// ownTimes reads what calls took without the questions to the cluster, by whether files were written.
func (m *measurement) ownTimes(ctx context.Context, result string) (histogram, error) {
	found, err := scrape(ctx, m.stage, stage.CSI)
	if err != nil {
		return nil, err
	}
	var h histogram
	for _, sample := range found[ownMetric] {
		if string(sample.Metric["result"]) != result {
			continue
		}
		atMost, err := strconv.ParseFloat(string(sample.Metric["le"]), 64)
		if err != nil {
			return nil, err
		}
		h = append(h, bucket{atMost: atMost, count: float64(sample.Value)})
	}
	slices.SortFunc(h, func(a, b bucket) int { return cmp.Compare(a.atMost, b.atMost) })
	return h, nil
}

// since leaves out what was counted before. A driver that has counted nothing has no buckets.
func (h histogram) since(before histogram) histogram {
	if len(before) != len(h) {
		return h
	}
	left := make(histogram, len(h))
	for i := range h {
		left[i] = bucket{atMost: h[i].atMost, count: h[i].count - before[i].count}
	}
	return left
}

// quantile is the duration that the share q (0 to 1) does not exceed, evenly between the edges of its bucket; of the last bucket,
// which has no upper edge, it is the lower one. It is 0 if nothing was counted.
func (h histogram) quantile(q float64) time.Duration {
	if len(h) == 0 || h[len(h)-1].count == 0 {
		return 0
	}
	rank := q * h[len(h)-1].count
	lower, below := 0.0, 0.0
	for _, b := range h {
		if b.count >= rank {
			if math.IsInf(b.atMost, 1) {
				break
			}
			return seconds(lower + (b.atMost-lower)*(rank-below)/(b.count-below))
		}
		lower, below = b.atMost, b.count
	}
	return seconds(lower)
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// scrape reads the metrics of a server.
func scrape(ctx context.Context, s *stage.Stage, server stage.Server) (testutil.Metrics, error) {
	read := func(ctx context.Context) ([]byte, error) { return s.APIMetrics(ctx, server) }
	if server == stage.CSI {
		read = s.CSIMetrics
	}
	text, err := read(ctx)
	if err != nil {
		return nil, err
	}
	found := testutil.NewMetrics()
	return found, testutil.ParseMetrics(string(text), &found)
}
