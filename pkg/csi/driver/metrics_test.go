// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/component-base/metrics"
	"k8s.io/component-base/metrics/testutil"
	clocktesting "k8s.io/utils/clock/testing"
)

// What is counted of a volume that comes, fails, is well again and goes.
func TestMetricsOfAVolume(t *testing.T) {
	f := newFixture(t)
	request := f.request(t)
	gauges := func(volumes, failing string) string {
		return `
# HELP connectors_csi_failing_volumes [ALPHA] Number of volumes that keep the files that they had, because they could not be published again.
# TYPE connectors_csi_failing_volumes gauge
connectors_csi_failing_volumes ` + failing + `
# HELP connectors_csi_volumes [ALPHA] Number of volumes on this node; after a restart, of those that the kubelet has asked for again.
# TYPE connectors_csi_volumes gauge
connectors_csi_volumes ` + volumes + `
`
	}
	check := func(want string, names ...string) {
		t.Helper()
		if err := testutil.GatherAndCompare(f.registry, strings.NewReader(want), names...); err != nil {
			t.Error(err)
		}
	}
	checkGauges := func(volumes, failing string) {
		t.Helper()
		check(gauges(volumes, failing), "connectors_csi_volumes", "connectors_csi_failing_volumes")
	}
	checkGauges("0", "0")
	f.publish(t, request)
	checkGauges("1", "0")
	f.cluster.connectorErr = apierrors.NewServiceUnavailable("not now")
	for range 2 {
		if _, err := f.NodePublishVolume(t.Context(), request); err == nil {
			t.Error("published without a Connector")
		}
	}
	checkGauges("1", "1")
	check(`
# HELP connectors_csi_renewal_failures_total [ALPHA] Number of times that a volume kept the files that it had because it could not be published again, by the gRPC code of the cause.
# TYPE connectors_csi_renewal_failures_total counter
connectors_csi_renewal_failures_total{code="Unavailable"} 2
`, "connectors_csi_renewal_failures_total")
	f.cluster.connectorErr = nil
	f.publish(t, request)
	checkGauges("1", "0")
	unpublish := &csi.NodeUnpublishVolumeRequest{VolumeId: request.GetVolumeId(), TargetPath: request.GetTargetPath()}
	if _, err := f.NodeUnpublishVolume(t.Context(), unpublish); err != nil {
		t.Fatal(err)
	}
	checkGauges("0", "0")
	for labels, want := range map[string]int{"OK": 2, "Unavailable": 2} {
		if got := countOf(t, f.registry, "connectors_csi_publish_duration_seconds", labels); got != want {
			t.Errorf("%d publishes ended with %s, want %d", got, labels, want)
		}
	}
	for result, want := range map[string]int{"changed": 1, "unchanged": 1} {
		if got := countOf(t, f.registry, "connectors_csi_publish_own_seconds", result); got != want {
			t.Errorf("%d volumes are %s, want %d", got, result, want)
		}
	}
}

// countOf is how often a histogram was given something with the one label that it has.
func countOf(t *testing.T, registry metrics.KubeRegistry, name, label string) int {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			if family.GetName() == name && metric.GetLabel()[0].GetValue() == label {
				return int(metric.GetHistogram().GetSampleCount())
			}
		}
	}
	return 0
}

func TestTokenRequestsAreCounted(t *testing.T) {
	f := newFixture(t)
	figures, err := NewMetrics(metrics.NewKubeRegistry(), clocktesting.NewFakePassiveClock(time.Now()))
	if err != nil {
		t.Fatal(err)
	}
	figures.TokenRequested(time.Second, nil)
	figures.TokenRequested(time.Second, errors.New("no"))
	if _, err := NewMetrics(f.registry, clocktesting.NewFakePassiveClock(time.Now())); err == nil {
		t.Error("the metrics could be registered twice")
	}
}

// How long a volume has failed is counted from its first failure.
func TestLedger(t *testing.T) {
	clock := clocktesting.NewFakePassiveClock(time.Unix(1_700_000_000, 0))
	l := newLedger(clock)
	pass := func() { clock.SetTime(clock.Now().Add(time.Minute)) }
	l.published("a")
	l.failed("b") // after a restart of the driver
	pass()
	l.failed("a")
	l.failed("b")
	pass()
	if got := l.standing(); got != (standing{volumes: 2, failing: 2, longest: 2 * time.Minute}) {
		t.Errorf("%+v", got)
	}
	l.published("b")
	if got := l.standing(); got != (standing{volumes: 2, failing: 1, longest: time.Minute}) {
		t.Errorf("%+v", got)
	}
	l.removed("a")
	l.removed("a")
	if got := l.standing(); got != (standing{volumes: 1}) {
		t.Errorf("%+v", got)
	}
}
