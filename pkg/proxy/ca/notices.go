// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/tools/cache"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// notices give the watches that call changed for every change of the Secret or the ConfigMap. They watch these two objects
// only, and their metadata only: the key is read when it is needed and lies in no cache.
func (a *Authority) notices(changed func()) []*cache.Reflector {
	var all []*cache.Reflector
	for resource, name := range map[string]string{"secrets": SecretName, "configmaps": ConfigMapName} {
		client := a.metadata.Resource(corev1.SchemeGroupVersion.WithResource(resource)).Namespace(v1alpha1.SystemNamespace)
		all = append(all, cache.NewReflectorWithOptions(only(client, name), &metav1.PartialObjectMetadata{}, bell(changed),
			cache.ReflectorOptions{Name: "proxy-ca", TypeDescription: "metadata of " + resource}))
	}
	return all
}

// only lists and watches one object.
func only(client metadata.ResourceInterface, name string) *cache.ListWatch {
	selector := fields.OneTermEqualSelector(metav1.ObjectNameField, name).String()
	return &cache.ListWatch{
		ListWithContextFunc: func(ctx context.Context, options metav1.ListOptions) (runtime.Object, error) {
			options.FieldSelector = selector
			// An annotation may hold a copy of the data (kubectl's last-applied-configuration).
			return client.List(unlogged(ctx), options)
		},
		WatchFuncWithContext: func(ctx context.Context, options metav1.ListOptions) (watch.Interface, error) {
			options.FieldSelector = selector
			return client.Watch(unlogged(ctx), options)
		},
	}
}

// bell is a reflector's store that keeps nothing.
type bell func()

func (b bell) ring() error {
	b()
	return nil
}

// Add implements cache.ReflectorStore.
func (b bell) Add(any) error { return b.ring() }

// Update implements cache.ReflectorStore.
func (b bell) Update(any) error { return b.ring() }

// Delete implements cache.ReflectorStore.
func (b bell) Delete(any) error { return b.ring() }

// Replace implements cache.ReflectorStore.
func (b bell) Replace([]any, string) error { return b.ring() }

// Resync implements cache.ReflectorStore.
func (bell) Resync() error { return nil }

// Transformer drops what is not looked at, which is everything, before the reflector collects it.
func (bell) Transformer() cache.TransformFunc {
	return func(object any) (any, error) {
		whole, ok := object.(*metav1.PartialObjectMetadata)
		if !ok {
			return object, nil
		}
		return &metav1.PartialObjectMetadata{ObjectMeta: metav1.ObjectMeta{
			Namespace: whole.Namespace, Name: whole.Name, ResourceVersion: whole.ResourceVersion,
		}}, nil
	}
}
