// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"fmt"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/controller/condition"
)

func TestSettle(t *testing.T) {
	const refresh = 15 * time.Minute
	at := func(age time.Duration) func(*v1alpha1.Condition) {
		return func(c *v1alpha1.Condition) { c.LastProbeTime = metav1.NewTime(probedAt().Add(age)) }
	}
	status := func(message string, age func(*v1alpha1.Condition)) v1alpha1.ConnectorStatus {
		liveness := condition.False(v1alpha1.ConnectorLivenessReady, "ProbeFailed", message)
		proxy := condition.True(v1alpha1.ConnectorProxyServiceReady, "")
		age(&liveness)
		age(&proxy)
		made := v1alpha1.ConnectorStatus{ObservedGeneration: 1, Conditions: []v1alpha1.Condition{liveness, proxy}}
		for i := range made.Conditions {
			made.Conditions[i].LastTransitionTime = probedAt()
		}
		return made
	}
	for _, test := range []struct {
		name    string
		next    v1alpha1.ConnectorStatus
		differs bool
		probed  time.Duration // of both conditions, after the first probe
	}{
		{"nothing changed", status("503", at(time.Minute)), false, 0},
		{"another result", status("502", at(time.Minute)), true, time.Minute},
		{"not old enough", status("503", at(refresh-time.Second)), false, 0},
		{"old enough", status("503", at(refresh)), true, refresh},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := status("503", at(0))
			got, differs := settle(before, test.next, metav1.NewTime(probedAt().Add(time.Hour)), refresh)
			if differs != test.differs {
				t.Errorf("differs: %t, want %t", differs, test.differs)
			}
			for _, c := range got.Conditions {
				if since := c.LastProbeTime.Sub(probedAt().Time); since != test.probed {
					t.Errorf("%s: probed %s after the first time, want %s", c.Type, since, test.probed)
				}
				if !c.LastTransitionTime.Equal(&before.Conditions[0].LastTransitionTime) {
					t.Errorf("%s: the transition time moved without a transition", c.Type)
				}
			}
		})
	}
}

func TestSettleAtFirst(t *testing.T) {
	next := evaluate(healthy())
	now := metav1.NewTime(probedAt().Add(time.Second))
	got, differs := settle(v1alpha1.ConnectorStatus{Annotations: map[string]string{"kept": "yes"}}, next, now, time.Hour)
	if !differs || got.Annotations["kept"] != "yes" {
		t.Errorf("differs %t, annotations %v", differs, got.Annotations)
	}
	for _, c := range got.Conditions {
		if !c.LastTransitionTime.Equal(&now) {
			t.Errorf("%s has no time of its first transition", c.Type)
		}
	}
}

// Ten thousand statuses that were written together are spread over the time of one refresh.
func TestSpread(t *testing.T) {
	const refresh = 15 * time.Minute
	perMinute := map[time.Duration]int{}
	for i := range 10_000 {
		age := spread(refresh, types.UID(fmt.Sprintf("5f2e8a5c-0000-4000-8000-%012d", i)))
		if age < refresh || age >= refresh*9/4 {
			t.Fatalf("age %s", age)
		}
		perMinute[age.Truncate(time.Minute)]++
	}
	for minute, count := range perMinute {
		if count > 12*60 {
			t.Errorf("%d writes in the minute from %s on, more than 12 per second", count, minute)
		}
	}
}
