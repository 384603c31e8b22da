// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

const (
	// refresh is the least time between two writes of probe times in the stack of these tests. Times are stored in whole
	// seconds, so that a write may come up to one earlier than it seems.
	refresh = 10 * time.Second
	// longestRefresh is the most that a Connector is given of its own.
	longestRefresh = refresh * 9 / 4
	// probes are at least so many between two writes. At an interval of a tenth of a second there are a hundred on a machine
	// that has nothing else to do, and a few on one that stands still most of the time.
	probes = 3
)

// While nothing changes the tool is asked again and again, and nothing is written but probe times, seldom.
func TestNothingChanges(t *testing.T) {
	t.Parallel()
	steady := harness.Start(t, harness.Config{Args: map[string][]string{harness.Controller: append(oneTerm(),
		"--probe-interval=100ms", "--probe-max-backoff=100ms", "--probe-time-refresh="+refresh.String(),
		"--class-check-interval=100ms", "--class-check-max-backoff=100ms",
	)}})
	for name, answer := range map[string]int{"good": http.StatusOK, "failing": http.StatusForbidden} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testNothingChanges(t, newRoomIn(t, steady), answer)
		})
	}
}

func testNothingChanges(t *testing.T, r room, answer int) {
	t.Helper()
	tl := newTool(t)
	tl.answer(authPath, code(answer))
	class := r.newReadyClass(t, withProxy(probedSpec(), tl.URL))
	secret := r.newSecret(t, corev1.SecretTypeBasicAuth, basicData(password))
	c := r.newConnector(t, "tool", v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: tl.URL, Auth: with(basicAuth, secret)})
	all := allOf(wants{secretReady: yes(""), livenessReady: yes(""), authReady: yes(""), proxyReady: yes("")})
	if answer != http.StatusOK {
		all[authReady] = no("AuthenticationFailed")
	}
	before := r.expect(t, c.Name, all)
	classBefore, err := r.connectors.ConnectorClasses().Get(t.Context(), class, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	eventsBefore := r.settledEvents(t, before)

	const writes = 2
	for range writes {
		after := r.nextWrite(t, before)
		// What this test itself was slow to see does not count: it goes by the times of the probes.
		if n := tl.between(authPath, condition(before, authReady).LastProbeTime.Time, condition(after, authReady).LastProbeTime.Time); n < probes {
			t.Errorf("the status was written after %d probes, want at least %d", n, probes)
		}
		if err := onlyProbeTimes(before, after); err != nil {
			t.Error(err)
		}
		before = after
	}
	classAfter, err := r.connectors.ConnectorClasses().Get(t.Context(), class, metav1.GetOptions{})
	if err != nil || classAfter.ResourceVersion != classBefore.ResourceVersion {
		t.Errorf("the class was written (error %v): %+v, was %+v", err, classAfter.Status, classBefore.Status)
	}
	events, err := r.events(t.Context(), connectorKind, before)
	if err != nil || !slices.Equal(told(events), eventsBefore) {
		t.Errorf("the Events are %q (error %v), were %q", told(events), err, eventsBefore)
	}
}

// settledEvents are the Events of a Connector, one at least, once the last of them has been written: they are sent in the
// background.
func (r room) settledEvents(t *testing.T, c *v1alpha1.Connector) []string {
	t.Helper()
	want := "Normal Ready"
	if condition(c, authReady).Status == metav1.ConditionFalse {
		want = "Warning AuthenticationFailed"
	}
	var all []string
	harness.Eventually(t, "an Event "+want, func(ctx context.Context) error {
		events, err := r.events(ctx, connectorKind, c)
		if all = told(events); err == nil && !slices.Contains(all, want) {
			err = fmt.Errorf("there are %q", all)
		}
		return err
	})
	return all
}

// nextWrite returns the Connector as it is written next.
func (r room) nextWrite(t *testing.T, before *v1alpha1.Connector) *v1alpha1.Connector {
	t.Helper()
	client := r.connectors.Connectors(r.namespace)
	w := harness.Watch(t, before.ResourceVersion, func(ctx context.Context, options metav1.ListOptions) (watch.Interface, error) {
		options.FieldSelector = "metadata.name=" + before.Name
		return client.Watch(ctx, options)
	})
	defer w.Stop()
	select {
	case event := <-w.ResultChan():
		if c, ok := event.Object.(*v1alpha1.Connector); ok && event.Type == watch.Modified {
			return c
		}
		t.Fatalf("the next event is %s %v", event.Type, event.Object)
	case <-time.After(2 * time.Minute):
		t.Fatal("the probe times are not refreshed")
	}
	return nil
}

// onlyProbeTimes sees that nothing differs but probe times, all of which are refreshed together, when one of them is old. A probe
// that took long began before the others: its time is written with theirs.
func onlyProbeTimes(before, after *v1alpha1.Connector) error {
	var errs []error
	var oldest time.Duration
	for i := range before.Status.Conditions {
		old, now := before.Status.Conditions[i], after.Status.Conditions[i]
		age := now.LastProbeTime.Sub(old.LastProbeTime.Time)
		if !old.LastProbeTime.IsZero() && age <= 0 {
			errs = append(errs, fmt.Errorf("%s: the probe time is not refreshed", old.Type))
		}
		oldest = max(oldest, age)
		old.LastProbeTime = now.LastProbeTime
		if old != now {
			errs = append(errs, fmt.Errorf("%+v is now %+v", old, now))
		}
	}
	if oldest < refresh-time.Second || oldest > longestRefresh+atOnce {
		errs = append(errs, fmt.Errorf("the probe times are refreshed after %s", oldest))
	}
	if before.Generation != after.Generation || before.Status.ObservedGeneration != after.Status.ObservedGeneration {
		errs = append(errs, errors.New("the generation has changed"))
	}
	return errors.Join(errs...)
}
