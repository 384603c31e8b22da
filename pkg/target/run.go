// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"context"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/klog/v2"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

const (
	// buildTimeout bounds one build, which may have to read two Secrets.
	buildTimeout = 15 * time.Second
	// syncPoll is how often it is looked whether the caches are filled.
	syncPoll = 50 * time.Millisecond
)

// HasSynced says whether the Store has seen the cluster as it was when it started. It is ready to serve before: unknown
// Connectors are looked up.
func (s *Store) HasSynced() bool {
	return s.sources.hasSynced() && s.trust.hasSynced() && s.watch.synced.Load()
}

// Run follows the cluster until ctx ends and all its goroutines have.
func (s *Store) Run(ctx context.Context) {
	var running sync.WaitGroup
	defer running.Wait()
	defer s.queue.ShutDown()
	running.Go(func() { s.trust.run(ctx) })
	running.Go(func() {
		s.watch.run(ctx, s.config.Metadata.Resource(corev1.SchemeGroupVersion.WithResource("secrets")))
	})
	// A Connector is built once what it depends on is known, not once more for each thing that turns up.
	err := wait.PollUntilContextCancel(ctx, syncPoll, true, func(context.Context) (bool, error) { return s.HasSynced(), nil })
	if err != nil {
		return
	}
	for range s.config.Workers {
		running.Go(func() {
			for s.next(ctx) {
			}
		})
	}
	<-ctx.Done()
}

// next rebuilds one Target and says whether there may be more to do.
func (s *Store) next(ctx context.Context) bool {
	key, shutdown := s.queue.Get()
	if shutdown {
		return false
	}
	defer s.queue.Done(key)
	if err := s.rebuild(ctx, key); err != nil {
		klog.FromContext(ctx).Error(err, "Preparing a connector failed, will try again", "connector", key)
		s.queue.AddRateLimited(key)
		return true
	}
	s.queue.Forget(key)
	return true
}

func (s *Store) rebuild(ctx context.Context, key types.NamespacedName) error {
	ctx, cancel := context.WithTimeout(ctx, buildTimeout)
	defer cancel()
	id := key.String()
	s.builds.LockKey(id)
	defer func() { _ = s.builds.UnlockKey(id) }()
	connector := s.sources.connector(key)
	if connector == nil {
		s.forget(key)
		return nil
	}
	if s.older(connector, key) {
		return nil
	}
	_, err := s.build(ctx, connector, s.classOf(ctx, key, connector.Spec.ConnectorClassName))
	return err
}

// classOf is the class of a Connector as the informers show it, nil when there is none. They are two, and may show a Connector
// before its new class, so the cluster is asked for what is missing: once for the many Connectors that a deleted class may have.
func (s *Store) classOf(ctx context.Context, connector types.NamespacedName, name string) *v1alpha1.ConnectorClass {
	if class := s.sources.class(name); class != nil {
		return class
	}
	key := types.NamespacedName{Name: name}
	if _, missing := s.missing.Get(key); missing {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	class, err := s.readClass(ctx, name)
	switch {
	case err != nil:
		klog.FromContext(ctx).Error(err, "Asking for a connector class failed, it is taken to be missing until it is shown", "class", name)
		return nil
	case class == nil:
		s.missing.Add(key, struct{}{}, missTTL)
	default:
		// The informers may never show a class that was deleted before they listed.
		s.queue.AddAfter(connector, liveRecheck)
	}
	return class
}
