// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	"testing"
	"testing/synctest"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	clienttesting "k8s.io/client-go/testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// tick is the precision of these tests.
const tick = time.Second

// advance lets the time of a test's bubble pass.
func advance(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// checks counts the checks of a class with an internal Service so far: each lists its EndpointSlices.
func (f *fixture) checks() int {
	checks := 0
	for _, action := range f.kube.Actions() {
		if list, ok := action.(clienttesting.ListAction); ok && list.GetResource().Resource == "endpointslices" {
			checks++
		}
	}
	return checks
}

// untilCheck is the time until the next check.
func (f *fixture) untilCheck() time.Duration {
	began, last := time.Now(), f.checks()
	for f.checks() == last && time.Since(began) < time.Hour {
		advance(tick)
	}
	return time.Since(began)
}

func (f *fixture) expectCheckAfter(interval time.Duration) {
	f.t.Helper()
	if got := f.untilCheck(); got < interval-tick || got > interval+interval/10+tick {
		f.t.Errorf("checked after %s, want %s and up to a tenth more", got, interval)
	}
}

// The time between two checks of a class that is not ready doubles from five seconds to five minutes, and begins anew when
// something changes. Nothing is written while nothing changes.
func TestBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := start(t, nil, withProxy("git"), internal(80))
		defer f.stop()
		advance(tick)
		for _, seconds := range []time.Duration{5, 10, 20, 40, 80, 160, 300, 300} {
			f.expectCheckAfter(seconds * time.Second)
		}
		if writes, events := f.writes()["git"], f.events(); writes != 1 || len(events) != 1 {
			t.Errorf("%d writes and %d Events in 15 minutes, want one of each", writes, len(events))
		}
		already, service := f.checks(), internal(81)
		f.updateService(service)
		advance(tick)
		if f.checks() != already+1 {
			t.Error("the change of the Service was not looked at")
		}
		f.expectCheckAfter(firstBackoff)
		service.Labels = map[string]string{"of": "no interest"}
		f.updateService(service)
		f.expectCheckAfter(2 * firstBackoff)
	})
}

// awaitChecks returns once so many more checks have been made.
func (f *fixture) awaitChecks(more int) {
	f.t.Helper()
	already := f.checks()
	eventually(f.t, "it is checked again and again", func() bool { return f.checks() >= already+more })
}

func TestSuccessEndsTheBackoff(t *testing.T) {
	f := start(t, nil)
	f.stop()
	for _, end := range []outcome{ready, gone} {
		f.controller.schedule("git", notReady)
		f.controller.schedule("git", notReady)
		if got := f.controller.backoff.NumRequeues("git"); got != 2 {
			t.Fatalf("%d failures are counted, want 2", got)
		}
		f.controller.schedule("git", end)
		if got := f.controller.backoff.NumRequeues("git"); got != 0 {
			t.Errorf("%d failures are still counted", got)
		}
	}
}

func TestInterval(t *testing.T) {
	listening := serve(t, plain)
	f := start(t, func(_ *fixture, c *Config) { c.Interval = 20 * time.Millisecond }, withProxy("git"),
		internal(listening.port()), slice("api", nil))
	f.await("git", "True")
	// A check that began before the informers showed the status may write it once more. It is the first from here on, if any.
	f.awaitChecks(2)
	already := f.writes()["git"]
	f.awaitChecks(3)
	f.stop()
	if got := f.writes()["git"]; got != already {
		t.Errorf("%d writes although nothing changed", got-already)
	}
}

// A status that somebody else writes is no reason to check at once, and is put right at the next check.
func TestForeignStatus(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := start(t, nil, withProxy("git"), internal(80))
		defer f.stop()
		advance(tick)
		class := f.class("git")
		class.Status = v1alpha1.ConnectorClassStatus{}
		if _, err := f.client.ConnectorsV1alpha1().ConnectorClasses().UpdateStatus(t.Context(), class, metav1.UpdateOptions{}); err != nil {
			t.Fatal(err)
		}
		f.expectCheckAfter(firstBackoff)
		if got := f.class("git"); isReady(&got.Status) || len(got.Status.Conditions) != 3 {
			t.Errorf("the status was not put right: %+v", got.Status)
		}
	})
}
