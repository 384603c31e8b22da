// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"context"
	"fmt"
	"sync"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/tools/cache"
	toolswatch "k8s.io/client-go/tools/watch"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/controller/condition"
)

const awaitPause = 100 * time.Millisecond

// follower counts what becomes of Connectors, from the events of a watch. It is safe for concurrent use.
type follower struct {
	mu sync.Mutex
	of map[types.UID]*progress
	// ready is how many are Ready, lastReady when the last one became so.
	ready     int
	lastReady time.Time
}

// progress is that of one Connector. Nobody but the controller changes a Connector after it was created, and it changes
// nothing but the status.
type progress struct {
	writes int
	ready  bool
}

func newFollower() *follower { return &follower{of: map[types.UID]*progress{}} }

// follow follows the Connectors of a population, of which there are none yet, until ctx ends.
func (f *follower) follow(ctx context.Context, p population) error {
	connectors := p.group.ConnectorsV1alpha1().Connectors(metav1.NamespaceAll)
	list, err := connectors.List(ctx, metav1.ListOptions{LabelSelector: p.selector()})
	if err != nil {
		return fmt.Errorf("listing connectors: %w", err)
	}
	watcher, err := toolswatch.NewRetryWatcherWithContext(ctx, list.ResourceVersion, &cache.ListWatch{
		WatchFuncWithContext: func(ctx context.Context, options metav1.ListOptions) (watch.Interface, error) {
			options.LabelSelector = p.selector()
			return connectors.Watch(ctx, options)
		},
	})
	if err != nil {
		return fmt.Errorf("watching connectors: %w", err)
	}
	go func() {
		for event := range watcher.ResultChan() {
			if connector, ok := event.Object.(*v1alpha1.Connector); ok {
				f.see(event.Type, connector, time.Now())
			}
		}
	}()
	return nil
}

func (f *follower) see(what watch.EventType, connector *v1alpha1.Connector, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	known := f.of[connector.UID]
	if known == nil {
		known = &progress{}
		f.of[connector.UID] = known
	}
	if what == watch.Modified {
		known.writes++
	}
	ready := what != watch.Deleted && isReady(connector)
	switch {
	case ready && !known.ready:
		f.ready++
		f.lastReady = now
	case !ready && known.ready:
		f.ready--
	}
	known.ready = ready
}

func isReady(connector *v1alpha1.Connector) bool {
	summary := condition.Find(connector.Status.Conditions, v1alpha1.ConnectorReady)
	return summary != nil && summary.Status == metav1.ConditionTrue && connector.Status.ObservedGeneration == connector.Generation
}

// awaitReady returns once so many are Ready, with the time at which the last one became so.
func (f *follower) awaitReady(ctx context.Context, number int, patience time.Duration) (time.Time, error) {
	var ready int
	var last time.Time
	err := wait.PollUntilContextTimeout(ctx, awaitPause, patience, true, func(context.Context) (bool, error) {
		f.mu.Lock()
		defer f.mu.Unlock()
		ready, last = f.ready, f.lastReady
		return ready == number, nil
	})
	if err != nil {
		return last, fmt.Errorf("%d of %d connectors are ready after %s: %w", ready, number, patience, err)
	}
	return last, nil
}

// writes returns how many statuses were written, and the largest number of one Connector.
func (f *follower) writes() (all, most int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, each := range f.of {
		all += each.writes
		most = max(most, each.writes)
	}
	return all, most
}
