// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	"context"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/kubernetes"
)

// maxSlices bounds the EndpointSlices that are read of a Service. They hold 100 endpoints each as a rule, and one that
// is ready is enough.
const maxSlices = 100

// hasReadyEndpoint says whether something that is ready stands behind a Service. EndpointSlices are read when a check is
// due and not watched: those of a whole cluster change all the time, and classes refer to a handful of Services.
func hasReadyEndpoint(ctx context.Context, client kubernetes.Interface, service *corev1.Service) (bool, error) {
	list, err := client.DiscoveryV1().EndpointSlices(service.Namespace).List(ctx, metav1.ListOptions{
		LabelSelector: labels.Set{discoveryv1.LabelServiceName: service.Name}.String(),
		Limit:         maxSlices,
	})
	if err != nil {
		return false, fmt.Errorf("listing the EndpointSlices of Service %s/%s: %w", service.Namespace, service.Name, err)
	}
	return slices.ContainsFunc(list.Items, func(slice discoveryv1.EndpointSlice) bool {
		return slices.ContainsFunc(slice.Endpoints, isReadyEndpoint)
	}), nil
}

// isReadyEndpoint takes an endpoint of which nothing is known for ready, as the API asks.
func isReadyEndpoint(endpoint discoveryv1.Endpoint) bool {
	return endpoint.Conditions.Ready == nil || *endpoint.Conditions.Ready
}
