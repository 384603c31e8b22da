// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package statusfaults

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/util/workqueue"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// shownAtMost is how many Connectors a failure names.
const shownAtMost = 5

// A thousand Connectors lose their class and get it back: the status follows, in few writes.
func testClassGone(t *testing.T, r room) {
	const (
		connectors = 1000
		writers    = 16
		// mostWrites bounds the writes of one status in one direction.
		mostWrites = 3
	)
	tl := newTool(t, ok)
	class := &v1alpha1.ConnectorClass{ObjectMeta: metav1.ObjectMeta{Name: "faults-gone"}, Spec: asking("")}
	r.createClass(t, class)
	workqueue.ParallelizeUntil(t.Context(), writers, connectors, func(i int) {
		c := &v1alpha1.Connector{
			ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("tool-%d", i)},
			Spec:       v1alpha1.ConnectorSpec{ConnectorClassName: class.Name, Address: tl.URL},
		}
		if _, err := r.connectors.Connectors(r.namespace).Create(t.Context(), c, metav1.CreateOptions{}); err != nil {
			t.Error(err)
		}
	})
	seen := r.follow(t)
	ready := func(c *v1alpha1.Connector) error { return check(c, v1alpha1.ConnectorReady, metav1.ConditionTrue, "") }
	lost := func(c *v1alpha1.Connector) error {
		return check(c, v1alpha1.ConnectorReady, metav1.ConditionFalse, v1alpha1.ReasonConnectorClassNotFound, class.Name)
	}
	seen.await(t, "all are Ready", connectors, ready)

	seen.reset()
	if err := r.connectors.ConnectorClasses().Delete(t.Context(), class.Name, metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	seen.await(t, "all say that the class is gone", connectors, lost)
	seen.checkWrites(t, "when the class went", mostWrites)

	seen.reset()
	r.createClass(t, class)
	seen.await(t, "all are Ready again", connectors, ready)
	seen.checkWrites(t, "when the class came back", mostWrites)
}

// createClass makes a class with a name, which goes with the stack.
func (r room) createClass(t *testing.T, class *v1alpha1.ConnectorClass) {
	t.Helper()
	if _, err := r.connectors.ConnectorClasses().Create(t.Context(), class, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
}

// A following has seen every version of every Connector of a namespace.
type following struct {
	mu     sync.Mutex
	newest map[string]*v1alpha1.Connector
	writes map[string]int
	ended  error
}

// follow watches the Connectors of the room until the test ends.
func (r room) follow(t *testing.T) *following {
	t.Helper()
	f := &following{newest: map[string]*v1alpha1.Connector{}, writes: map[string]int{}}
	client := r.connectors.Connectors(r.namespace)
	list, err := client.List(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range list.Items {
		f.newest[list.Items[i].Name] = &list.Items[i]
	}
	w := harness.Watch(t, list.ResourceVersion, client.Watch)
	go f.take(w)
	return f
}

func (f *following) take(w watch.Interface) {
	for event := range w.ResultChan() {
		c, ok := event.Object.(*v1alpha1.Connector)
		f.mu.Lock()
		if !ok {
			f.ended = fmt.Errorf("the watch sent %v", event.Object)
		} else {
			f.newest[c.Name] = c
			f.writes[c.Name]++
		}
		f.mu.Unlock()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ended = errors.Join(f.ended, errors.New("the watch has ended"))
}

func (f *following) reset() {
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.writes)
}

// await returns when there are n Connectors and all pass the check.
func (f *following) await(t *testing.T, what string, n int, check func(*v1alpha1.Connector) error) {
	t.Helper()
	started := time.Now()
	harness.Within(t, 5*time.Minute, what, func(context.Context) error {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.ended != nil {
			return f.ended
		}
		if len(f.newest) != n {
			return fmt.Errorf("there are %d, want %d", len(f.newest), n)
		}
		var wrong []string
		for name, c := range f.newest {
			if err := check(c); err != nil {
				wrong = append(wrong, fmt.Sprintf("%s at version %s: %v", name, c.ResourceVersion, err))
			}
		}
		if len(wrong) > 0 {
			return fmt.Errorf("%d of %d: %s", len(wrong), n, strings.Join(wrong[:min(len(wrong), shownAtMost)], "; "))
		}
		return nil
	})
	t.Logf("%s after %s", what, time.Since(started).Round(time.Millisecond))
}

// checkWrites sees that no Connector was written more often than most since reset.
func (f *following) checkWrites(t *testing.T, when string, most int) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	total := 0
	for name, writes := range f.writes {
		total += writes
		if writes > most {
			t.Errorf("%s, the status of %s was written %d times, more than %d", when, name, writes, most)
		}
	}
	t.Logf("%s: %d writes for %d statuses", when, total, len(f.writes))
}
