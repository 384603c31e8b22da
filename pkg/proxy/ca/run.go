// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"context"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/util/workqueue"
	"k8s.io/klog/v2"
)

const (
	minRetry = 100 * time.Millisecond
	maxRetry = 30 * time.Second
	// recheck is how often it is looked even if nobody tells of a change.
	recheck = 10 * time.Minute
	jitter  = 0.2
)

// everything is the one item of the queue.
type everything struct{}

// Run keeps the authority up to date until ctx ends. It is to be called once.
func (a *Authority) Run(ctx context.Context) {
	ctx = klog.NewContext(ctx, klog.LoggerWithName(klog.FromContext(ctx), "ca"))
	queue := workqueue.NewTypedRateLimitingQueueWithConfig(
		workqueue.NewTypedItemExponentialFailureRateLimiter[everything](minRetry, maxRetry),
		workqueue.TypedRateLimitingQueueConfig[everything]{Name: "proxy-ca", Clock: a.clock})
	queue.Add(everything{})
	var running sync.WaitGroup
	defer running.Wait()
	for _, notices := range a.notices(func() { queue.Add(everything{}) }) {
		running.Go(func() { notices.RunWithContext(ctx) })
	}
	running.Go(func() {
		<-ctx.Done()
		queue.ShutDown()
	})
	for a.next(ctx, queue) {
	}
}

// next brings everything up to date once and says whether there may be more to do.
func (a *Authority) next(ctx context.Context, queue workqueue.TypedRateLimitingInterface[everything]) bool {
	item, shutdown := queue.Get()
	if shutdown {
		return false
	}
	defer queue.Done(item)
	again, err := a.sync(ctx)
	switch {
	case ctx.Err() != nil: // what failed did so because we end
	case err != nil:
		a.failure.Store(&err)
		a.metrics.failed()
		klog.FromContext(ctx).Error(err, "Keeping the certificate authority of the proxy up to date failed, will try again")
		queue.AddRateLimited(item)
	default:
		a.failure.Store(nil)
		queue.Forget(item)
		queue.AddAfter(item, min(again.Sub(a.clock.Now()), wait.Jitter(recheck, jitter)))
	}
	return true
}
