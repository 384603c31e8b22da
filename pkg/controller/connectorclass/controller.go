// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	"context"
	"fmt"
	"sync"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/util/wait"
	corelisters "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/record"
	"k8s.io/client-go/util/workqueue"
	"k8s.io/klog/v2"
	"k8s.io/utils/clock"

	classclient "connectors.alauda.io/pkg/generated/clientset/versioned/typed/connectors/v1alpha1"
	classlisters "connectors.alauda.io/pkg/generated/listers/connectors/v1alpha1"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/target/serviceref"
)

const (
	// maxWorkers bounds the connections that are made at once: each worker makes one.
	maxWorkers = 4
	// jitter is the share of an interval by which checks are spread, so that those of all classes do not meet.
	jitter = 0.1

	// firstBackoff is soon: what a class needs is often being started, and connecting costs little.
	firstBackoff = 5 * time.Second

	minRetry = 100 * time.Millisecond
	maxRetry = 30 * time.Second
)

// Controller keeps the status of all ConnectorClasses up to date. Its methods are safe for concurrent use.
type Controller struct {
	client   classclient.ConnectorClassInterface
	classes  classlisters.ConnectorClassLister
	indexer  cache.Indexer
	synced   []cache.InformerSynced
	observer observer
	proxyCA  corelisters.ConfigMapLister
	recorder record.EventRecorder
	clock    clock.Clock
	interval time.Duration

	queue   workqueue.TypedRateLimitingInterface[string]
	written *written
	// backoff counts the checks in a row that a class failed; the rate limit of the queue is for what fails on our side.
	backoff workqueue.TypedRateLimiter[string]
}

// New makes a Controller; Run sets it to work. It fails when the config is incomplete or the informers have stopped.
func New(config Config) (*Controller, error) {
	config, err := config.complete()
	if err != nil {
		return nil, fmt.Errorf("the controller of connector classes: %w", err)
	}
	services := config.Services.Lister()
	c := &Controller{
		client:  config.Connectors.ConnectorsV1alpha1().ConnectorClasses(),
		classes: config.Classes.Lister(),
		proxyCA: config.ProxyCA.Lister(),
		observer: observer{
			services: services, kube: config.Kube,
			roots: config.Roots, apiRoots: config.APIRoots, apiCertificate: config.ClientCertificate,
			checker: checker{
				dialer:  config.Guard.NewDialer(upstream.PolicyTool, config.Timeout, nil),
				locator: serviceref.NewLocator(services),
				timeout: config.Timeout,
			},
		},
		recorder: config.Recorder,
		clock:    config.Clock,
		interval: config.Interval,
		queue: workqueue.NewTypedRateLimitingQueueWithConfig(
			workqueue.NewTypedItemExponentialFailureRateLimiter[string](minRetry, maxRetry),
			workqueue.TypedRateLimitingQueueConfig[string]{Name: "connectorclasses", Clock: config.Clock}),
		written: newWritten(),
		backoff: workqueue.NewTypedItemExponentialFailureRateLimiter[string](min(firstBackoff, config.Interval), config.MaxBackoff),
	}
	if err := c.follow(config); err != nil {
		c.queue.ShutDown()
		return nil, err
	}
	return c, nil
}

// Run checks classes until ctx ends and all checks have. As many are checked at once as there are workers, from one to
// four. It is to be called once, and waits for the informers, which the caller has started.
func (c *Controller) Run(ctx context.Context, workers int) {
	ctx = klog.NewContext(ctx, klog.LoggerWithName(klog.FromContext(ctx), "connectorclass"))
	var running sync.WaitGroup
	defer running.Wait()
	defer c.queue.ShutDown()
	if !cache.WaitForNamedCacheSyncWithContext(ctx, c.synced...) {
		return
	}
	for range min(max(workers, 1), maxWorkers) {
		running.Go(func() {
			for c.next(ctx) {
			}
		})
	}
	<-ctx.Done()
}

// next checks one class and says whether there may be more to do.
func (c *Controller) next(ctx context.Context) bool {
	name, shutdown := c.queue.Get()
	if shutdown {
		return false
	}
	defer c.queue.Done(name)
	logger := klog.LoggerWithValues(klog.FromContext(ctx), "connectorClass", name)
	result, err := c.reconcile(klog.NewContext(ctx, logger), name)
	switch {
	case ctx.Err() != nil: // what failed did so because we end
	case apierrors.IsConflict(err):
		logger.V(4).Info("The connector class changed while it was checked, will check again")
		c.queue.AddRateLimited(name)
	case err != nil:
		logger.Error(err, "Checking a connector class failed, will try again")
		c.queue.AddRateLimited(name)
	default:
		c.queue.Forget(name)
		c.schedule(name, result)
	}
	return true
}

// schedule plans the next check. A plan that is there already and earlier holds.
func (c *Controller) schedule(name string, result outcome) {
	switch result {
	case gone:
		c.backoff.Forget(name)
	case ready:
		c.backoff.Forget(name)
		c.queue.AddAfter(name, wait.Jitter(c.interval, jitter))
	case notReady:
		c.queue.AddAfter(name, wait.Jitter(c.backoff.When(name), jitter))
	}
}
