// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"hash/fnv"
	"time"

	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/controller/condition"
)

// settle gives the status to write: next with the times of before, where what they tell of has not changed. It says
// whether that differs from before at all. A probe time is replaced when its condition changed, and otherwise once it is
// older than refresh; then all of them are, so that one write does.
func settle(before, next v1alpha1.ConnectorStatus, now metav1.Time, refresh time.Duration) (v1alpha1.ConnectorStatus, bool) {
	settled := next
	settled.Annotations = before.Annotations
	settled.Conditions = condition.Merge(before.Conditions, next.Conditions, now)
	if !isStale(before.Conditions, settled.Conditions, refresh) {
		keepProbeTimes(before.Conditions, settled.Conditions)
	}
	return settled, !equality.Semantic.DeepEqual(before, settled)
}

// isStale is true when a probe time must be written.
func isStale(before, next []v1alpha1.Condition, refresh time.Duration) bool {
	for i := range next {
		if next[i].LastProbeTime.IsZero() {
			continue
		}
		old := condition.Find(before, next[i].Type)
		if !sameResult(old, &next[i]) || !next[i].LastProbeTime.Time.Before(old.LastProbeTime.Add(refresh)) {
			return true
		}
	}
	return false
}

// sameResult says whether two conditions tell the same of a probe.
func sameResult(old, next *v1alpha1.Condition) bool {
	return old != nil && old.Status == next.Status && old.Reason == next.Reason && old.Message == next.Message &&
		!old.LastProbeTime.IsZero()
}

func keepProbeTimes(before, next []v1alpha1.Condition) {
	for i := range next {
		if next[i].LastProbeTime.IsZero() {
			continue
		}
		if old := condition.Find(before, next[i].Type); old != nil {
			next[i].LastProbeTime = old.LastProbeTime
		}
	}
}

// spread gives every Connector an age of its own, from one to two and a quarter times refresh, at which its probe times are
// written again: those that were made together are not written together for ever. Ten thousand Connectors with a quarter of
// an hour come to nine writes per second.
func spread(refresh time.Duration, uid types.UID) time.Duration {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(uid)) // never fails
	const steps = 1024
	return refresh + refresh*5/4/steps*time.Duration(hash.Sum32()%steps)
}
