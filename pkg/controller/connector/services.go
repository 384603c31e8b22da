// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/controller/condition"
	"connectors.alauda.io/pkg/target"
	"connectors.alauda.io/pkg/target/proxyname"
)

// ensureProxy brings the proxy Service of a Connector in line with its class. An error is one that passes: it is tried
// again. The finding is empty then.
func (c *Controller) ensureProxy(ctx context.Context, connector *v1alpha1.Connector, class *v1alpha1.ConnectorClass) (proxyFinding, error) {
	const kind = v1alpha1.ConnectorProxyServiceReady
	switch {
	case class == nil:
		// The class may come back, and workloads use the name meanwhile: it stays.
		return c.standing(connector, condition.Unknown(kind, v1alpha1.ReasonConnectorClassNotFound,
			fmt.Sprintf("connector class %q does not exist", connector.Spec.ConnectorClassName))), nil
	case class.Spec.Proxy == nil:
		return proxyFinding{condition: condition.True(kind, reasonNonProxy)}, c.removeService(ctx, connector)
	}
	address, missing := proxyAddress(class)
	if missing != nil {
		return c.standing(connector, missing.condition), nil
	}
	desired, url, err := desiredService(connector, class, address)
	if err != nil {
		return proxyFailed(reasonProxyAddressInvalid, "the proxy of connector class %q cannot be used: %v", class.Name, err), nil
	}
	failed, err := c.ensureService(ctx, connector, desired)
	if err != nil || failed != nil {
		return ptr.Deref(failed, proxyFinding{}), err
	}
	found := proxyFinding{condition: condition.True(kind, ""), url: url, caCerts: class.Status.Proxy.HTTPAddress.CACerts}
	found.condition.LastProbeTime = metav1.NewTime(c.config.Clock.Now())
	return found, nil
}

// standing is a finding with the proxy address that a Connector has, as long as its Service stands.
func (c *Controller) standing(connector *v1alpha1.Connector, says v1alpha1.Condition) proxyFinding {
	found := proxyFinding{condition: says}
	status := connector.Status.Proxy
	service := c.knownService(connector.Namespace, proxyname.Service(connector.Name))
	if status != nil && status.HTTPAddress != nil && service != nil && controls(connector, service) {
		found.url, found.caCerts = status.HTTPAddress.URL, status.HTTPAddress.CACerts
	}
	return found
}

// proxyAddress is where the proxy of a class is, or what to say while that is not known.
func proxyAddress(class *v1alpha1.ConnectorClass) (target.Address, *proxyFinding) {
	if status := class.Status.Proxy; status != nil && status.HTTPAddress != nil {
		if address, err := target.ParseAddress(status.HTTPAddress.URL); err == nil {
			return address, nil
		}
	}
	ready := condition.Find(class.Status.Conditions, v1alpha1.ClassProxyReady)
	if ready == nil || class.Status.ObservedGeneration != class.Generation {
		return target.Address{}, &proxyFinding{condition: condition.Unknown(v1alpha1.ConnectorProxyServiceReady, reasonChecking,
			fmt.Sprintf("the proxy of connector class %q is being looked for", class.Name))}
	}
	failed := proxyFailed(reasonProxyServiceNotFound, "the proxy of connector class %q is not there: %s", class.Name, ready.Message)
	return target.Address{}, &failed
}

// ensureService makes or repairs a Service. What cannot be helped by trying again is in the finding.
func (c *Controller) ensureService(ctx context.Context, connector *v1alpha1.Connector, desired *corev1.Service) (*proxyFinding, error) {
	existing := c.knownService(desired.Namespace, desired.Name)
	if existing == nil {
		failed, err := c.createService(ctx, connector, desired)
		if !apierrors.IsAlreadyExists(err) {
			return failed, err
		}
	} else if controls(connector, existing) {
		if _, differs := repaired(existing, desired); !differs {
			return nil, nil
		}
	}
	return c.takeUp(ctx, connector, desired)
}

func (c *Controller) createService(ctx context.Context, connector *v1alpha1.Connector, desired *corev1.Service) (*proxyFinding, error) {
	told := c.states.serviceTold(connector)
	made, err := c.services(desired.Namespace).Create(ctx, desired, metav1.CreateOptions{FieldManager: managedBy})
	if err != nil {
		return judgeServiceError(desired, err)
	}
	c.states.rememberService(connector, made, told)
	return nil, nil
}

// takeUp repairs a Service that exists, as the cluster has it now, if it belongs to the Connector.
func (c *Controller) takeUp(ctx context.Context, connector *v1alpha1.Connector, desired *corev1.Service) (*proxyFinding, error) {
	live, err := c.services(desired.Namespace).Get(ctx, desired.Name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return c.createService(ctx, connector, desired) // the informers tell of its end later
	}
	if err != nil {
		return nil, fmt.Errorf("reading Service %s/%s: %w", desired.Namespace, desired.Name, err)
	}
	if isLeftover(connector, live) {
		if err := c.deleteService(ctx, live); err != nil {
			return nil, err
		}
		return c.createService(ctx, connector, desired)
	}
	if !controls(connector, live) {
		failed := proxyFailed(reasonProxyServiceConflict,
			"Service %q exists in namespace %q and does not belong to this connector: delete it, or give the connector another name",
			live.Name, live.Namespace)
		return &failed, nil
	}
	fixed, differs := repaired(live, desired)
	if !differs {
		return nil, nil
	}
	told := c.states.serviceTold(connector)
	updated, err := c.services(desired.Namespace).Update(ctx, fixed, metav1.UpdateOptions{FieldManager: managedBy})
	if err != nil {
		return judgeServiceError(desired, err)
	}
	c.states.rememberService(connector, updated, told)
	return nil, nil
}

// judgeServiceError tells what trying again soon does not help with from what it does.
func judgeServiceError(desired *corev1.Service, err error) (*proxyFinding, error) {
	if apierrors.IsForbidden(err) || apierrors.IsInvalid(err) {
		failed := proxyFailed(reasonProxyServiceFailed, "Service %q cannot be made in namespace %q: %v", desired.Name, desired.Namespace, err)
		return &failed, nil
	}
	return nil, fmt.Errorf("writing Service %s/%s: %w", desired.Namespace, desired.Name, err)
}

// removeService deletes the proxy Service of a Connector that needs none any more.
func (c *Controller) removeService(ctx context.Context, connector *v1alpha1.Connector) error {
	name := proxyname.Service(connector.Name)
	existing := c.knownService(connector.Namespace, name)
	if existing == nil || !controls(connector, existing) {
		return nil
	}
	return c.deleteService(ctx, existing)
}

// deleteService deletes this very Service, and none that has taken its name since.
func (c *Controller) deleteService(ctx context.Context, service *corev1.Service) error {
	err := c.services(service.Namespace).Delete(ctx, service.Name, metav1.DeleteOptions{
		Preconditions: &metav1.Preconditions{UID: &service.UID},
	})
	if err != nil && !apierrors.IsNotFound(err) && !apierrors.IsConflict(err) {
		return fmt.Errorf("deleting Service %s/%s: %w", service.Namespace, service.Name, err)
	}
	return nil
}

// knownService is a Service as the informers show it, or as it was just written while they do not show it yet.
func (c *Controller) knownService(namespace, name string) *corev1.Service {
	if written := c.states.writtenService(namespace, name); written != nil {
		return written
	}
	service, err := c.serviceLister.Services(namespace).Get(name)
	if err != nil {
		return nil
	}
	return service
}
