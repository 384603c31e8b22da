// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package lookup

import (
	"context"
	"fmt"
	"sync"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/tools/cache"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/csi/render"
	"connectors.alauda.io/pkg/generated/clientset/versioned"
	informers "connectors.alauda.io/pkg/generated/informers/externalversions"
)

// Classes gives classes, compiled. It is safe for concurrent use.
type Classes struct {
	live   *live
	synced cache.InformerSynced

	mu    sync.RWMutex
	known map[string]class
}

// class is a ConnectorClass and what is compiled from it; neither is changed.
type class struct {
	object *v1alpha1.ConnectorClass
	// compiled compiles the class when it is called for the first time: what comes of it takes a hundred times the memory of the text, and
	// few classes are used on a node.
	compiled func() *render.Class
}

func newClass(object *v1alpha1.ConnectorClass) class {
	return class{object, sync.OnceValue(func() *render.Class { return render.Compile(object.Spec.Configurations) })}
}

// NewClasses makes a Classes, which asks with the identity of client. It adds an informer of classes to the factory; the caller
// starts it.
func NewClasses(client versioned.Interface, factory informers.SharedInformerFactory) (*Classes, error) {
	c := &Classes{live: newLive(client.ConnectorsV1alpha1().ConnectorClasses()), known: map[string]class{}}
	informer := factory.Connectors().V1alpha1().ConnectorClasses().Informer()
	if err := informer.SetTransform(trim); err != nil {
		return nil, fmt.Errorf("preparing the informer of connector classes: %w", err)
	}
	registration, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc: c.learn, UpdateFunc: func(_, object any) { c.learn(object) }, DeleteFunc: c.forget,
	})
	if err != nil {
		return nil, fmt.Errorf("watching connector classes: %w", err)
	}
	c.synced = registration.HasSynced
	return c, nil
}

// HasSynced says whether all classes that there were at the start are known.
func (c *Classes) HasSynced() bool { return c.synced() }

// Get gives a class. Neither it nor what was compiled may be changed; managed fields are left out. Errors are API errors: what
// the API refused, NotFound among it, and ServiceUnavailable where asking again may help; or ctx's own.
func (c *Classes) Get(ctx context.Context, name string) (*render.Class, *v1alpha1.ConnectorClass, error) {
	if known, ok := c.lookup(name); ok {
		return known.compiled(), known.object, nil
	}
	found := c.live.get(ctx, name)
	if found.err != nil {
		return nil, nil, found.err
	}
	return found.class.compiled(), found.class.object, nil
}

func (c *Classes) lookup(name string) (class, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	known, ok := c.known[name]
	return known, ok
}

// learn takes over a class that is new or has changed. The status changes more often than what is compiled.
func (c *Classes) learn(object any) {
	shown, ok := object.(*v1alpha1.ConnectorClass)
	if !ok {
		return
	}
	next := newClass(shown)
	if before, ok := c.lookup(shown.Name); ok && before.object.UID == shown.UID && before.object.Generation == shown.Generation {
		next.compiled = before.compiled
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known[shown.Name] = next
}

// forget drops a class that was deleted.
func (c *Classes) forget(object any) {
	name, err := cache.DeletionHandlingMetaNamespaceKeyFunc(object)
	if err != nil {
		return
	}
	c.live.forget(name)
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.known, name)
}

// trim drops what nobody looks at, half of a class's size and more.
func trim(object any) (any, error) {
	if class, ok := object.(*v1alpha1.ConnectorClass); ok {
		class.ManagedFields = nil
		delete(class.Annotations, corev1.LastAppliedConfigAnnotation)
	}
	return object, nil
}
