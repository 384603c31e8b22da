// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"context"
	"fmt"
	"sync/atomic"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/tools/cache"
)

// secretWatch is a reflector's store that stores nothing: it compares each notice about a Secret with what is held and
// has the Connectors rebuilt that use one that is out of date. So 20,000 Secrets nobody refers to cost nothing.
type secretWatch struct {
	secrets *secrets
	rebuild func(connector types.NamespacedName)
	synced  atomic.Bool
}

// run watches the metadata of all Secrets until ctx ends.
func (w *secretWatch) run(ctx context.Context, client metadata.ResourceInterface) {
	reflector := cache.NewReflectorWithOptions(w.listWatch(client), &metav1.PartialObjectMetadata{}, w,
		cache.ReflectorOptions{Name: "secret-changes", TypeDescription: "Secret metadata"})
	reflector.RunWithContext(ctx)
}

func (*secretWatch) listWatch(client metadata.ResourceInterface) *cache.ListWatch {
	return &cache.ListWatch{
		ListWithContextFunc: func(ctx context.Context, options metav1.ListOptions) (runtime.Object, error) {
			// An annotation may hold the data.
			return client.List(unlogged(ctx), options)
		},
		WatchFuncWithContext: func(ctx context.Context, options metav1.ListOptions) (watch.Interface, error) {
			return client.Watch(unlogged(ctx), options)
		},
	}
}

// Transformer cuts notices down to what is looked at before the reflector collects them: annotations may even hold a
// copy of the data (kubectl's last-applied-configuration).
func (w *secretWatch) Transformer() cache.TransformFunc {
	return func(object any) (any, error) {
		secret, ok := object.(*metav1.PartialObjectMetadata)
		if !ok {
			return object, nil
		}
		return &metav1.PartialObjectMetadata{ObjectMeta: metav1.ObjectMeta{
			Namespace: secret.Namespace, Name: secret.Name, ResourceVersion: secret.ResourceVersion,
		}}, nil
	}
}

// Add implements cache.ReflectorStore.
func (w *secretWatch) Add(object any) error { return w.Update(object) }

// Update implements cache.ReflectorStore.
func (w *secretWatch) Update(object any) error {
	name, version, err := identify(object)
	if err != nil {
		return err
	}
	w.compare(name, version)
	return nil
}

// Delete implements cache.ReflectorStore.
func (w *secretWatch) Delete(object any) error {
	name, _, err := identify(object)
	if err != nil {
		return err
	}
	w.compare(name, "")
	return nil
}

// Replace implements cache.ReflectorStore; objects are all Secrets of the cluster.
func (w *secretWatch) Replace(objects []any, _ string) error {
	missing := map[types.NamespacedName]bool{}
	for _, name := range w.secrets.names() {
		missing[name] = true
	}
	for _, object := range objects {
		name, version, err := identify(object)
		if err != nil {
			return err
		}
		delete(missing, name)
		w.compare(name, version)
	}
	for name := range missing {
		w.compare(name, "")
	}
	w.synced.Store(true)
	return nil
}

// Resync implements cache.ReflectorStore.
func (w *secretWatch) Resync() error { return nil }

func (w *secretWatch) compare(name types.NamespacedName, version string) {
	for _, connector := range w.secrets.notice(name, version) {
		w.rebuild(connector)
	}
}

func identify(object any) (types.NamespacedName, string, error) {
	accessor, err := meta.Accessor(object)
	if err != nil {
		return types.NamespacedName{}, "", fmt.Errorf("a notice about a Secret has no metadata: %w", err)
	}
	name := types.NamespacedName{Namespace: accessor.GetNamespace(), Name: accessor.GetName()}
	return name, accessor.GetResourceVersion(), nil
}
