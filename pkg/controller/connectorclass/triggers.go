// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/tools/cache"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// serviceIndex finds the classes that refer to a Service.
const serviceIndex = "connectorclass-service"

// follow has classes checked when they or their Services change.
func (c *Controller) follow(config Config) error {
	classes, services := config.Classes.Informer(), config.Services.Informer()
	if err := classes.AddIndexers(cache.Indexers{serviceIndex: servicesOf}); err != nil {
		return fmt.Errorf("indexing connector classes by Service: %w", err)
	}
	c.indexer = classes.GetIndexer()
	ofClasses, err := classes.AddEventHandler(onChange(classChanged, c.triggerClass))
	if err != nil {
		return fmt.Errorf("watching connector classes: %w", err)
	}
	ofServices, err := services.AddEventHandler(onChange(serviceChanged, c.triggerService))
	if err != nil {
		return fmt.Errorf("watching Services: %w", err)
	}
	ofProxyCA, err := config.ProxyCA.Informer().AddEventHandler(onChange(proxyCAChanged, c.triggerProxyCA))
	if err != nil {
		return fmt.Errorf("watching the authorities of the proxy: %w", err)
	}
	c.synced = []cache.InformerSynced{ofClasses.HasSynced, ofServices.HasSynced, ofProxyCA.HasSynced}
	return nil
}

// servicesOf is an index function.
func servicesOf(object any) ([]string, error) {
	class, ok := object.(*v1alpha1.ConnectorClass)
	if !ok {
		return nil, fmt.Errorf("the informer of connector classes holds a %T", object)
	}
	var keys []string
	for _, name := range referents(&class.Spec) {
		keys = append(keys, name.String())
	}
	return keys, nil
}

// classChanged says whether a class is to be checked anew. Its status and metadata do not count: our own writes would
// otherwise cause the next check. A name may be given to another class.
func classChanged(old, object any) bool {
	before, ok := old.(*v1alpha1.ConnectorClass)
	after, okAfter := object.(*v1alpha1.ConnectorClass)
	return ok && okAfter && (before.UID != after.UID || before.Generation != after.Generation)
}

// serviceChanged says whether the classes that refer to a Service are to be checked anew.
func serviceChanged(old, object any) bool {
	before, ok := old.(*corev1.Service)
	after, okAfter := object.(*corev1.Service)
	return ok && okAfter && !apiequality.Semantic.DeepEqual(before.Spec, after.Spec)
}

// onChange calls trigger with the key of an object that comes, goes or has changed.
func onChange(changed func(old, object any) bool, trigger func(key string)) cache.ResourceEventHandler {
	notify := func(object any) {
		if key, err := cache.DeletionHandlingMetaNamespaceKeyFunc(object); err == nil {
			trigger(key)
		}
	}
	return cache.ResourceEventHandlerFuncs{
		AddFunc: notify,
		UpdateFunc: func(old, object any) {
			if changed(old, object) {
				notify(object)
			}
		},
		DeleteFunc: notify,
	}
}

// triggerClass has a class checked at once, and often again should it fail.
func (c *Controller) triggerClass(name string) {
	c.backoff.Forget(name)
	c.queue.Add(name)
}

func (c *Controller) triggerService(key string) {
	names, err := c.indexer.IndexKeys(serviceIndex, key)
	if err != nil {
		return // cannot be: the index exists
	}
	for _, name := range names {
		c.triggerClass(name)
	}
}

// Recheck has every class checked at once: to be called when the trusted authorities have changed.
func (c *Controller) Recheck() {
	classes, err := c.classes.List(labels.Everything())
	if err != nil {
		return // cannot be: everything matches
	}
	for _, class := range classes {
		c.triggerClass(class.Name)
	}
}
