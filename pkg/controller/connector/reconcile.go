// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"context"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/klog/v2"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/controller/condition"
)

// reconcile brings the proxy Service and the status of a Connector in line with what is known. It writes the status at
// most once.
func (c *Controller) reconcile(ctx context.Context, key types.NamespacedName) error {
	shown, err := c.connectors.Connectors(key.Namespace).Get(key.Name)
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading connector %s: %w", key, err)
	}
	known, ok := c.states.get(key)
	connector := c.states.newest(key, shown)
	if !ok || known.inputs.uid != connector.UID || known.inputs.generation != connector.Generation ||
		connector.DeletionTimestamp != nil {
		// The Connector is compiled soon, and reconciled then; or it is on its way out.
		return nil
	}
	class := c.class(connector.Spec.ConnectorClassName)
	proxy, err := c.ensureProxy(ctx, connector, class)
	if err != nil {
		return err
	}
	next := evaluate(observation{
		connector: connector, secret: known.secret, caCert: known.caCert, class: class,
		liveness: known.findings.liveness, auth: known.findings.auth, proxy: proxy,
	})
	status, differs := settle(connector.Status, next, metav1.NewTime(c.config.Clock.Now()), spread(c.config.Refresh, connector.UID))
	if !differs {
		return nil
	}
	return c.write(ctx, connector, status)
}

// write writes a status and tells of the transitions.
func (c *Controller) write(ctx context.Context, connector *v1alpha1.Connector, status v1alpha1.ConnectorStatus) error {
	updated := connector.DeepCopy()
	updated.Status = status
	written, err := c.config.Client.ConnectorsV1alpha1().Connectors(connector.Namespace).
		UpdateStatus(ctx, updated, metav1.UpdateOptions{FieldManager: managedBy})
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("writing the status of connector %s: %w", klog.KObj(connector), err)
	}
	written.ManagedFields = nil
	c.states.rememberWritten(keyOf(connector), written)
	c.config.Metrics.wrote(connector.Status, status)
	for _, transition := range condition.Transitions(connector.Status.Conditions, status.Conditions, v1alpha1.ConnectorReady) {
		c.config.Recorder.Event(written, transition.EventType, eventReason(transition), transition.Message)
	}
	return nil
}

// eventReason is the reason of the Event about a transition: that of the condition, but for the certificate authorities,
// whose reasons say too little on their own.
func eventReason(transition condition.Transition) string {
	if transition.Type != v1alpha1.ConnectorCACertReady {
		return transition.Reason
	}
	switch transition.Reason {
	case v1alpha1.ReasonSecretNotFound:
		return eventCACertSecretNotFound
	case v1alpha1.ReasonInvalidPEM:
		return eventInvalidCACert
	}
	return transition.Reason
}

// class is a class as the informers show it, nil when there is none.
func (c *Controller) class(name string) *v1alpha1.ConnectorClass {
	class, err := c.classes.Get(name)
	if err != nil {
		return nil
	}
	return class
}
