// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package statusfaults

import (
	"context"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// A hundred Connectors of a tool that hangs and others of one that takes its time leave the interval of forty good ones as it
// is. Nowhere are there ever more requests at once than the flags say.
func TestHangingToolsLeaveOthersAlone(t *testing.T) {
	r := newRoom(t, stack)
	class := r.newClass(t, asking(""))
	all := &crowd{limit: places}
	crowds := map[string]*crowd{"hanging": {limit: perHost}, "good": {limit: perHost}, "unhurried": {limit: perHost}}
	good := newTool(t, ok, crowds["good"], all)
	unhurried := newTool(t, after(100*time.Millisecond), crowds["unhurried"], all)
	hanging := newTool(t, hang, crowds["hanging"], all)

	r.newConnectors(t, 100, "hanging", class, hanging.URL)
	names := r.newConnectors(t, 40, "good", class, good.URL)
	slow := r.newConnectors(t, 10, "unhurried", class, unhurried.URL)
	r.expectReady(t, time.Minute, names...)
	settled := time.Now()
	r.expectReady(t, time.Minute, slow...)
	r.expect(t, time.Minute, "hanging-0", v1alpha1.ConnectorLivenessReady, metav1.ConditionFalse, "ConnectionFailed", "did not answer within 6 s")
	const rounds = 8 // take longer than any of them may wait
	harness.Eventually(t, "the good ones are asked for", func(context.Context) error { return good.asked(names, rounds) })

	// A tenth of jitter, half a second for a place that one of the hanging has for the first time, and a busy machine.
	const late = interval + interval/10 + busy
	if err := good.punctual(names, settled, late); err != nil {
		t.Error(err)
	}
	crowds["all"] = all
	for name, c := range crowds {
		longest, most := c.tooMany()
		t.Logf("%s: %d requests at once, for %s more than the limit", name, most, longest)
		if longest > lag {
			t.Errorf("%s: up to %d requests were under way at once, for %s more than %d", name, most, longest, c.limit)
		}
	}
	if _, most := crowds["hanging"].tooMany(); most < perHost {
		t.Errorf("only %d of those that hang were asked at once, so that the limit was not tried", most)
	}
}
