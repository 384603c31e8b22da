// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package statusfaults

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"testing"
	"time"

	coordinationv1 "k8s.io/api/coordination/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// Controllers beside each other take turns, whether the one that leads is killed or asked to end: statuses follow changes,
// and no tool is ever asked twice at once about one Connector.
func testControllersTakeTurns(t *testing.T) {
	r := newRoom(t, stack)
	// It is being asked about some Connector nearly all the time, so that each change of the leader comes amid requests.
	tl := newTool(t, after(400*time.Millisecond))
	class := r.newClass(t, asking(""))
	names := r.newConnectors(t, 12, "tool", class, tl.URL)
	r.expectReady(t, time.Minute, names...)
	first := r.awaitLeader(t, "")
	second := stack.ControllerReplica(t, 1)
	if got := r.awaitLeader(t, ""); got != first {
		t.Errorf("%s leads as soon as it is there, and %s is still there", got, first)
	}

	stack.Kill(t, harness.Controller)
	next := r.awaitLeader(t, first)
	r.checkFollows(t, tl, names)

	// A process of the test's own, whose exit code it sees.
	third := startTwin(t, stack, second)
	stack.Kill(t, second)
	last := r.awaitLeader(t, next)
	r.checkFollows(t, tl, names)

	stack.Restart(t, harness.Controller)
	givenBack := r.followLease(t)
	third.signal(t, syscall.SIGTERM)
	r.awaitLeader(t, last)
	// A lease that is not given back is taken over as well, once it is out of date.
	givenBack(last)
	if err := third.wait(); err != nil {
		t.Errorf("after SIGTERM: %v, want exit code 0", err)
	}
	r.checkFollows(t, tl, names)
	if err := tl.oneAtATime(); err != nil {
		t.Error(err)
	}
}

// A controller that cannot renew its lease, and so does not know whether another one leads, stops its work. It goes on by
// itself once the lease can be had again.
func testLeaseThatCannotBeRenewed(t *testing.T) {
	r := newRoom(t, stack)
	class := r.newClass(t, asking(""))
	tl := newTool(t, ok)
	pid := r.stack.PID(t, harness.Controller)
	before := r.resignations(t)
	stack.Kill(t, harness.KubeAPIServer)
	harness.Eventually(t, "the controller does not lead any more", func(context.Context) error {
		if r.resignations(t) == before {
			return errors.New("it has not said so")
		}
		return nil
	})
	stack.Restart(t, harness.KubeAPIServer)
	r.newConnector(t, "tool", class, tl.URL)
	r.expectReady(t, time.Minute, "tool")
	if now := r.stack.PID(t, harness.Controller); now != pid {
		t.Errorf("the controller was process %d and is %d now", pid, now)
	}
}

// resignations is how often the controller has said that it stopped leading.
func (r room) resignations(t *testing.T) int {
	t.Helper()
	log, err := os.ReadFile(r.stack.Cluster().LogFile(harness.Controller))
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Count(log, []byte("Not leading any more"))
}

// awaitLeader returns who holds the lease, other than a former one.
func (r room) awaitLeader(t *testing.T, former string) string {
	t.Helper()
	var holder string
	harness.Eventually(t, "somebody leads", func(ctx context.Context) error {
		lease, err := r.kube.CoordinationV1().Leases(v1alpha1.SystemNamespace).Get(ctx, harness.Controller, metav1.GetOptions{})
		if err != nil {
			return err
		}
		if lease.Spec.HolderIdentity == nil || *lease.Spec.HolderIdentity == "" {
			return errors.New("nobody holds the lease")
		}
		if holder = *lease.Spec.HolderIdentity; holder == former {
			return fmt.Errorf("%s still holds the lease", holder)
		}
		return nil
	})
	return holder
}

// followLease watches the lease. What it returns waits until a holder has given it back, and fails when it was taken instead.
func (r room) followLease(t *testing.T) (givenBackBy func(holder string)) {
	t.Helper()
	leases := r.kube.CoordinationV1().Leases(v1alpha1.SystemNamespace)
	now, err := leases.Get(t.Context(), harness.Controller, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	w := harness.Watch(t, now.ResourceVersion, leases.Watch)
	return func(holder string) {
		t.Helper()
		for event := range w.ResultChan() {
			lease, ok := event.Object.(*coordinationv1.Lease)
			switch {
			case !ok:
				t.Fatalf("the watch of the lease sent %v", event.Object)
			case lease.Name != harness.Controller:
			case ptr.Deref(lease.Spec.HolderIdentity, "") == "":
				return
			case *lease.Spec.HolderIdentity != holder:
				t.Fatalf("%s took the lease, which %s had not given back", *lease.Spec.HolderIdentity, holder)
			}
		}
		t.Fatal("the watch of the lease has ended")
	}
}

// checkFollows changes Connectors and sees that their status says so, and that all are asked for again.
func (r room) checkFollows(t *testing.T, tl *tool, names []string) {
	t.Helper()
	r.setAddress(t, names[0], nowhere)
	r.expect(t, atOnce, names[0], v1alpha1.ConnectorReady, metav1.ConditionFalse, "ConnectionFailed", nowhere)
	r.setAddress(t, names[0], tl.URL)
	r.expectReady(t, atOnce, names...)
	before := map[string]int{}
	for _, name := range names {
		before[name] = tl.count(name)
	}
	harness.Eventually(t, "all are asked for again", func(context.Context) error {
		for _, name := range names {
			if tl.count(name) <= before[name] {
				return fmt.Errorf("%s is not", name)
			}
		}
		return nil
	})
}
