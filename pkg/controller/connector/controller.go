// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"context"
	"fmt"
	"sync"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	corev1client "k8s.io/client-go/kubernetes/typed/core/v1"
	corelisters "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
	"k8s.io/klog/v2"

	"connectors.alauda.io/pkg/controller/schedule"
	listers "connectors.alauda.io/pkg/generated/listers/connectors/v1alpha1"
)

const (
	minRetry = 50 * time.Millisecond
	maxRetry = 30 * time.Second
	// writeTimeout bounds one reconciliation: at most three calls of the API server.
	writeTimeout = 30 * time.Second
)

// Controller keeps the status and the proxy Service of every Connector up to date. It implements the part of
// target.Observer that is about Connectors, and is to be registered with the Store before that runs.
type Controller struct {
	config     Config
	connectors listers.ConnectorLister
	classes    listers.ConnectorClassLister

	serviceLister corelisters.ServiceLister
	synced        []cache.InformerSynced

	states    *states
	library   *library
	scheduler *schedule.Scheduler
	queue     workqueue.TypedRateLimitingInterface[types.NamespacedName]
}

// New makes a Controller; Run sets it to work.
func New(config Config) (*Controller, error) {
	config, err := config.complete()
	if err != nil {
		return nil, err
	}
	c := &Controller{
		config:        config,
		connectors:    config.Group.Connectors().Lister(),
		classes:       config.Group.ConnectorClasses().Lister(),
		serviceLister: config.Services.Lister(),
		states:        newStates(),
		library:       newLibrary(),
		queue: workqueue.NewTypedRateLimitingQueueWithConfig(
			workqueue.NewTypedItemExponentialFailureRateLimiter[types.NamespacedName](minRetry, maxRetry),
			workqueue.TypedRateLimitingQueueConfig[types.NamespacedName]{Name: "connectors"}),
	}
	if c.scheduler, err = schedule.New(config.Schedule, c.runProbes); err != nil {
		return nil, fmt.Errorf("preparing the schedule of probes: %w", err)
	}
	return c, c.follow()
}

// follow adds the handlers for what the Store does not tell: somebody changed a status, a class is gone, a Service changed.
func (c *Controller) follow() error {
	for informer, handler := range map[cache.SharedIndexInformer]func(types.NamespacedName){
		c.config.Group.Connectors().Informer():       c.queue.Add,
		c.config.Group.ConnectorClasses().Informer(): c.classChanged,
		c.config.Services.Informer():                 c.serviceChanged,
	} {
		registration, err := informer.AddEventHandler(onEach(handler))
		if err != nil {
			return fmt.Errorf("following changes: %w", err)
		}
		c.synced = append(c.synced, registration.HasSynced)
	}
	return nil
}

func onEach(f func(types.NamespacedName)) cache.ResourceEventHandler {
	named := func(object any) {
		key, err := cache.DeletionHandlingMetaNamespaceKeyFunc(object)
		if err != nil {
			return
		}
		if name, err := cache.ParseObjectName(key); err == nil {
			f(types.NamespacedName{Namespace: name.Namespace, Name: name.Name})
		}
	}
	return cache.ResourceEventHandlerFuncs{
		AddFunc: named, UpdateFunc: func(_, object any) { named(object) }, DeleteFunc: named,
	}
}

// classChanged drops what is kept of a class that is gone. The Store has its Connectors reconciled.
func (c *Controller) classChanged(name types.NamespacedName) {
	if c.class(name.Name) == nil {
		c.library.forget(name.Name)
	}
}

func (c *Controller) serviceChanged(service types.NamespacedName) {
	if owner, ok := c.states.serviceShown(service); ok {
		c.queue.Add(owner)
	}
}

// services writes Services.
func (c *Controller) services(namespace string) corev1client.ServiceInterface {
	return c.config.Kube.CoreV1().Services(namespace)
}

// Run reconciles and probes until ctx ends and all that was under way has. It is to be called once, and waits for the
// informers, which the caller has started.
func (c *Controller) Run(ctx context.Context, workers int) {
	ctx = klog.NewContext(ctx, klog.LoggerWithName(klog.FromContext(ctx), "connector"))
	var running sync.WaitGroup
	defer running.Wait()
	defer c.queue.ShutDown()
	if !cache.WaitForNamedCacheSyncWithContext(ctx, c.synced...) {
		return
	}
	shown := &sources{connectors: c.connectors, classes: c.classes, stats: c.scheduler.Stats}
	c.config.Metrics.sources.Store(shown)
	defer c.config.Metrics.sources.CompareAndSwap(shown, nil)
	running.Go(func() { c.scheduler.Run(ctx) })
	for range workers {
		running.Go(func() {
			for c.next(ctx) {
			}
		})
	}
	<-ctx.Done()
}

// HasSynced says whether the Controller has seen the cluster as it was when it started.
func (c *Controller) HasSynced() bool {
	for _, synced := range c.synced {
		if !synced() {
			return false
		}
	}
	return true
}

// next reconciles one Connector and says whether there may be more to do.
func (c *Controller) next(ctx context.Context) bool {
	key, shutdown := c.queue.Get()
	if shutdown {
		return false
	}
	defer c.queue.Done(key)
	started := c.config.Clock.Now()
	limited, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	err := c.reconcile(limited, key)
	c.config.Metrics.reconciled(err, c.config.Clock.Since(started))
	switch {
	case err == nil:
		c.queue.Forget(key)
	case ctx.Err() != nil: // it failed because we end
	case apierrors.IsConflict(err):
		klog.FromContext(ctx).V(4).Info("The connector changed meanwhile, will try again", "connector", key)
		c.queue.AddRateLimited(key)
	default:
		klog.FromContext(ctx).Error(err, "Reconciling a connector failed, will try again", "connector", key)
		c.queue.AddRateLimited(key)
	}
	return true
}
