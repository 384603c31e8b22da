// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package statusfaults

import (
	"context"
	"errors"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/target/proxyname"
)

// patience is for what has been killed to find out what it has missed, and for the garbage collector of the cluster.
const patience = 3 * time.Minute

// stored is all that there is in a room.
type stored struct {
	connectors []v1alpha1.Connector
	secrets    map[string]corev1.Secret
	// services are those that the controller made.
	services []corev1.Service
}

func (r room) readAll(ctx context.Context) (stored, error) {
	all := stored{secrets: map[string]corev1.Secret{}}
	connectors, err := r.connectors.Connectors(r.namespace).List(ctx, metav1.ListOptions{})
	if err != nil {
		return all, err
	}
	secrets, err := r.kube.CoreV1().Secrets(r.namespace).List(ctx, metav1.ListOptions{})
	if err != nil {
		return all, err
	}
	services, err := r.kube.CoreV1().Services(r.namespace).List(ctx, metav1.ListOptions{})
	if err != nil {
		return all, err
	}
	for _, secret := range secrets.Items {
		all.secrets[secret.Name] = secret
	}
	all.connectors, all.services = connectors.Items, services.Items
	return all, nil
}

// check says what is not as it ought to be: one status and one Service for each Connector, and nothing else.
func (s stored) check() error {
	var errs []error
	owners := map[types.UID]string{}
	for i := range s.connectors {
		c := &s.connectors[i]
		owners[c.UID] = proxyname.Service(c.Name)
		if err := s.checkStatus(c); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", c.Name, err))
		}
	}
	for i := range s.services {
		service := &s.services[i]
		owner := metav1.GetControllerOf(service)
		if owner == nil || owners[owner.UID] != service.Name {
			errs = append(errs, fmt.Errorf("service %s is owned by %v, which is not there", service.Name, service.OwnerReferences))
			continue
		}
		delete(owners, owner.UID)
		if service.Spec.Type != corev1.ServiceTypeExternalName || service.Spec.ExternalName != "localhost" {
			errs = append(errs, fmt.Errorf("service %s is a %s to %q", service.Name, service.Spec.Type, service.Spec.ExternalName))
		}
	}
	for _, missing := range owners {
		errs = append(errs, fmt.Errorf("service %s is missing", missing))
	}
	return errors.Join(errs...)
}

// checkStatus compares a status with what the Secret and the tool are like.
func (s stored) checkStatus(c *v1alpha1.Connector) error {
	status, reason := metav1.ConditionFalse, ""
	secret, exists := s.secrets[c.Name]
	switch {
	case !exists:
		reason = v1alpha1.ReasonSecretNotFound
	case c.Spec.Address == nowhere:
		reason = "ConnectionFailed"
	case string(secret.Data[corev1.BasicAuthPasswordKey]) != password:
		reason = "AuthenticationFailed"
	default:
		status = metav1.ConditionTrue
	}
	if c.Status.Proxy == nil || c.Status.Proxy.HTTPAddress == nil {
		return errors.New("there is no proxy address")
	}
	return check(c, v1alpha1.ConnectorReady, status, reason)
}
