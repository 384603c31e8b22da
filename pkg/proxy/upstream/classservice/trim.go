// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classservice

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Trim cuts a Service down to what says where it is, for an informer that watches those of all namespaces. It is a
// cache.TransformFunc.
func Trim(object any) (any, error) {
	service, ok := object.(*corev1.Service)
	if !ok {
		return object, nil
	}
	return &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: service.Namespace, Name: service.Name, UID: service.UID, ResourceVersion: service.ResourceVersion,
		},
		Spec: corev1.ServiceSpec{
			Type: service.Spec.Type, ExternalName: service.Spec.ExternalName, Ports: service.Spec.Ports,
			ClusterIP: service.Spec.ClusterIP,
		},
	}, nil
}
