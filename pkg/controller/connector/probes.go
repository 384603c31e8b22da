// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"context"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/controller/probe"
	"connectors.alauda.io/pkg/controller/schedule"
)

// runProbes is what the scheduler calls: it asks the tool of a Connector and remembers the answers. The scheduler never
// calls it twice at once for a Connector.
func (c *Controller) runProbes(ctx context.Context, key types.NamespacedName) schedule.Outcome {
	known, ok := c.states.get(key)
	if !ok || !known.probed {
		return schedule.Abandoned
	}
	results, complete := c.ask(ctx, known.plan.plans())
	if !complete || ctx.Err() != nil {
		return schedule.Abandoned
	}
	before, ok := c.states.record(key, known.inputs, results)
	if !ok {
		return schedule.Abandoned
	}
	if !before.same(results) || c.refreshDue(key, known.inputs.uid) {
		c.queue.Add(key)
	}
	if results.healthy() {
		return schedule.Healthy
	}
	return schedule.Failing
}

// ask runs the probes of a Connector one after the other. A tool that cannot be reached is not asked a second time.
func (c *Controller) ask(ctx context.Context, known plans) (findings, bool) {
	now := metav1.NewTime(c.config.Clock.Now())
	var found findings
	if known.liveness != nil {
		result := c.probe(ctx, livenessProbe, known.liveness)
		if result.Outcome == probe.Cancelled {
			return findings{}, false
		}
		found.liveness = finding{known: true, result: result, at: now}
	}
	if known.auth != nil {
		result := found.liveness.result
		if !found.liveness.known || result.Outcome != probe.ConnectionFailed || !probe.SameOrigin(known.liveness, known.auth) {
			result = c.probe(ctx, authProbe, known.auth)
		}
		if result.Outcome == probe.Cancelled {
			return findings{}, false
		}
		found.auth = finding{known: true, result: result, at: now}
	}
	return found, true
}

func (c *Controller) probe(ctx context.Context, kind string, plan *probe.Plan) probe.Result {
	started := c.config.Clock.Now()
	result := c.config.Prober.Run(ctx, plan)
	if result.Outcome != probe.Cancelled {
		c.config.Metrics.probed(kind, result.Outcome, c.config.Clock.Since(started))
	}
	return result
}

// same says whether two runs found the same.
func (f findings) same(other findings) bool {
	return f.liveness.known == other.liveness.known && f.auth.known == other.auth.known &&
		f.liveness.result == other.liveness.result && f.auth.result == other.auth.result
}

// refreshDue says whether the probe times in the status are old enough to be written again.
func (c *Controller) refreshDue(key types.NamespacedName, uid types.UID) bool {
	shown, err := c.connectors.Connectors(key.Namespace).Get(key.Name)
	if err != nil {
		return false
	}
	oldest := time.Time{}
	for i := range shown.Status.Conditions {
		at := shown.Status.Conditions[i].LastProbeTime.Time
		if !at.IsZero() && (oldest.IsZero() || at.Before(oldest)) {
			oldest = at
		}
	}
	return oldest.IsZero() || c.config.Clock.Since(oldest) >= spread(c.config.Refresh, uid)
}
