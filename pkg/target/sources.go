// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"fmt"
	"maps"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/cache"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	informers "connectors.alauda.io/pkg/generated/informers/externalversions"
)

// classIndex finds the Connectors of a class.
const classIndex = "class"

// sources are the informers of the API group and what their events rebuild.
type sources struct {
	connectors cache.SharedIndexInformer
	classes    cache.SharedIndexInformer
	rebuild    func(types.NamespacedName)
	// gone is told of classes that do not exist any more.
	gone func(class string)
}

func newSources(factory informers.SharedInformerFactory, rebuild func(types.NamespacedName), gone func(class string)) (sources, error) {
	group := factory.Connectors().V1alpha1()
	s := sources{
		connectors: group.Connectors().Informer(),
		classes:    group.ConnectorClasses().Informer(),
		rebuild:    rebuild,
		gone:       gone,
	}
	if err := s.connectors.AddIndexers(cache.Indexers{classIndex: classOf}); err != nil {
		return sources{}, fmt.Errorf("indexing connectors by class: %w", err)
	}
	for _, informer := range []cache.SharedIndexInformer{s.connectors, s.classes} {
		if err := informer.SetTransform(trim); err != nil {
			return sources{}, fmt.Errorf("preparing the informers: %w", err)
		}
	}
	if _, err := s.connectors.AddEventHandler(onEach(rebuild, sameConnector)); err != nil {
		return sources{}, fmt.Errorf("watching connectors: %w", err)
	}
	if _, err := s.classes.AddEventHandler(onEach(s.classChanged, sameVersion)); err != nil {
		return sources{}, fmt.Errorf("watching connector classes: %w", err)
	}
	return s, nil
}

// trim drops what no reader of the informers looks at, half of an object's size and more.
func trim(object any) (any, error) {
	if accessor, err := meta.Accessor(object); err == nil {
		accessor.SetManagedFields(nil)
		delete(accessor.GetAnnotations(), corev1.LastAppliedConfigAnnotation)
	}
	if connector, ok := object.(*v1alpha1.Connector); ok {
		// A decoder leaves room for more.
		connector.Status.Conditions = append([]v1alpha1.Condition(nil), connector.Status.Conditions...)
	}
	return object, nil
}

func classOf(object any) ([]string, error) {
	connector, ok := object.(*v1alpha1.Connector)
	if !ok {
		return nil, fmt.Errorf("the connector informer holds a %T", object)
	}
	return []string{connector.Spec.ConnectorClassName}, nil
}

// onEach calls f with the name of each object that an event is about, unless an update left the object the same.
func onEach(f func(types.NamespacedName), same func(old, object any) bool) cache.ResourceEventHandler {
	named := func(object any) {
		if key, err := cache.DeletionHandlingMetaNamespaceKeyFunc(object); err == nil {
			if name, err := cache.ParseObjectName(key); err == nil {
				f(types.NamespacedName{Namespace: name.Namespace, Name: name.Name})
			}
		}
	}
	updated := func(old, object any) {
		if !same(old, object) {
			named(object)
		}
	}
	return cache.ResourceEventHandlerFuncs{AddFunc: named, UpdateFunc: updated, DeleteFunc: named}
}

// sameConnector says whether two versions of a Connector are compiled to the same: its status has no part in it, and is
// written more often than all else.
func sameConnector(old, object any) bool {
	before, ok := old.(*v1alpha1.Connector)
	after, alsoOK := object.(*v1alpha1.Connector)
	return ok && alsoOK && before.UID == after.UID && before.Generation == after.Generation && before.Generation != 0 &&
		before.DeletionTimestamp.Equal(after.DeletionTimestamp) &&
		maps.Equal(before.Labels, after.Labels) && maps.Equal(before.Annotations, after.Annotations)
}

// sameVersion says whether an update only repeats what was known.
func sameVersion(old, object any) bool {
	before, err := meta.Accessor(old)
	after, alsoErr := meta.Accessor(object)
	return err == nil && alsoErr == nil && before.GetResourceVersion() == after.GetResourceVersion()
}

func (s sources) classChanged(name types.NamespacedName) {
	if s.class(name.Name) == nil {
		s.gone(name.Name)
	}
	connectors, err := s.connectors.GetIndexer().ByIndex(classIndex, name.Name)
	if err != nil {
		return
	}
	for _, object := range connectors {
		s.rebuildOne(object)
	}
}

// rebuildAll rebuilds every Target.
func (s sources) rebuildAll() {
	for _, object := range s.connectors.GetStore().List() {
		s.rebuildOne(object)
	}
}

func (s sources) rebuildOne(object any) {
	if connector, ok := object.(*v1alpha1.Connector); ok {
		s.rebuild(types.NamespacedName{Namespace: connector.Namespace, Name: connector.Name})
	}
}

func (s sources) hasSynced() bool { return s.connectors.HasSynced() && s.classes.HasSynced() }

// connector is the Connector as the informers show it, nil when it does not exist.
func (s sources) connector(name types.NamespacedName) *v1alpha1.Connector {
	object, _, err := s.connectors.GetStore().GetByKey(name.String())
	if err != nil {
		return nil
	}
	connector, _ := object.(*v1alpha1.Connector)
	return connector
}

// class is the class as the informers show it, nil when it does not exist.
func (s sources) class(name string) *v1alpha1.ConnectorClass {
	object, _, err := s.classes.GetStore().GetByKey(name)
	if err != nil {
		return nil
	}
	class, _ := object.(*v1alpha1.ConnectorClass)
	return class
}
