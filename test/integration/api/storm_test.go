// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// Ten thousand updates of one Connector compete. Each says from which version it starts, so of those that start from the
// same one wins and the others are told of the conflict. None is lost and none counts twice.
func TestConflictingUpdates(t *testing.T) {
	t.Parallel()
	const writers, attempts = 20, 500
	client, _ := connectorsIn(t, stack.Direct(t))
	last := &contended{newest: mustCreate(t, client, newConnector("contended"))}
	var acknowledged, conflicts atomic.Int64
	var group sync.WaitGroup
	for range writers {
		group.Go(func() {
			for range attempts {
				got, err := client.Update(t.Context(), last.next(), metav1.UpdateOptions{})
				switch {
				case err == nil:
					acknowledged.Add(1)
					last.written(got)
				case apierrors.IsConflict(err):
					conflicts.Add(1)
				default:
					t.Errorf("neither written nor a conflict: %v", err)
				}
			}
		})
	}
	group.Wait()
	got := count(mustGet(t, client, "contended"))
	t.Logf("%d acknowledged, %d conflicts", acknowledged.Load(), conflicts.Load())
	if int64(got) != acknowledged.Load() || acknowledged.Load()+conflicts.Load() != writers*attempts {
		t.Errorf("the counter is %d, acknowledged were %d of %d, and %d conflicts", got, acknowledged.Load(), writers*attempts, conflicts.Load())
	}
	if conflicts.Load() == 0 {
		t.Error("nothing competed")
	}
}

// A contended Connector, as the writers know it last. All start from it.
type contended struct {
	mu     sync.Mutex
	newest *v1alpha1.Connector
}

// next is the newest one with its counter one higher.
func (c *contended) next() *v1alpha1.Connector {
	c.mu.Lock()
	defer c.mu.Unlock()
	next := c.newest.DeepCopy()
	next.Annotations = map[string]string{"counter": strconv.Itoa(count(c.newest) + 1)}
	return next
}

// written takes note of an answer, which another one may have overtaken.
func (c *contended) written(got *v1alpha1.Connector) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if count(got) > count(c.newest) {
		c.newest = got
	}
}

// count is the counter of a Connector, zero before the first update.
func count(c *v1alpha1.Connector) int {
	n, err := strconv.Atoi(c.Annotations["counter"])
	if err != nil {
		return 0
	}
	return n
}
