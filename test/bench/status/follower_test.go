// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

func TestFollowerCounts(t *testing.T) {
	connector := func(uid types.UID, observed int64, status metav1.ConditionStatus) *v1alpha1.Connector {
		return &v1alpha1.Connector{
			ObjectMeta: metav1.ObjectMeta{UID: uid, Generation: 1},
			Status: v1alpha1.ConnectorStatus{
				ObservedGeneration: observed,
				Conditions:         []v1alpha1.Condition{{Type: v1alpha1.ConnectorReady, Status: status}},
			},
		}
	}
	start := time.Unix(1000, 0)
	f := newFollower()
	for i, event := range []struct {
		what      watch.EventType
		connector *v1alpha1.Connector
	}{
		{watch.Added, &v1alpha1.Connector{ObjectMeta: metav1.ObjectMeta{UID: "a", Generation: 1}}},
		{watch.Added, &v1alpha1.Connector{ObjectMeta: metav1.ObjectMeta{UID: "b", Generation: 1}}},
		{watch.Modified, connector("a", 1, metav1.ConditionUnknown)},
		{watch.Modified, connector("b", 0, metav1.ConditionTrue)},
		{watch.Modified, connector("a", 1, metav1.ConditionTrue)},
		{watch.Modified, connector("a", 1, metav1.ConditionTrue)},
	} {
		f.see(event.what, event.connector, start.Add(time.Duration(i)*time.Second))
	}
	if f.ready != 1 || !f.lastReady.Equal(start.Add(4*time.Second)) {
		t.Errorf("%d ready, the last one at %s; want one, after 4 s", f.ready, f.lastReady)
	}
	if all, most := f.writes(); all != 4 || most != 3 {
		t.Errorf("%d writes, %d of one; want 4 and 3", all, most)
	}
	f.see(watch.Deleted, connector("a", 1, metav1.ConditionTrue), start)
	if f.ready != 0 {
		t.Errorf("%d ready after the deletion, want none", f.ready)
	}
}
