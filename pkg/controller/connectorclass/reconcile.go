// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	"context"
	"fmt"

	apiequality "k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/klog/v2"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/controller/condition"
)

// fieldManager is who the managed fields of a status name.
const fieldManager = "connectors-controller"

// outcome is what a reconcile found.
type outcome int

const (
	// gone: the class does not exist any more.
	gone outcome = iota
	ready
	notReady
)

// reconcile brings the status of a class up to date.
func (c *Controller) reconcile(ctx context.Context, name string) (outcome, error) {
	class, err := c.classes.Get(name)
	if apierrors.IsNotFound(err) {
		c.written.forget(name)
		return gone, nil
	}
	if err != nil {
		return gone, fmt.Errorf("looking for connector class %s: %w", name, err)
	}
	api, err := c.observer.observe(ctx, declaredAPI(&class.Spec))
	if err != nil {
		return notReady, fmt.Errorf("looking at the class API: %w", err)
	}
	proxy, err := c.observer.observe(ctx, c.withProxyCA(declaredProxy(&class.Spec)))
	if err != nil {
		return notReady, fmt.Errorf("looking at the proxy: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return notReady, err // a connection that we cut off says nothing
	}
	status := evaluate(class, api, proxy, metav1.NewTime(c.clock.Now()))
	if err := c.write(ctx, class, status); err != nil {
		return notReady, err
	}
	if isReady(&status) {
		return ready, nil
	}
	return notReady, nil
}

// write stores a status that differs from the one that the class has, or from the one that it was last given, and sends
// Events about what changed.
func (c *Controller) write(ctx context.Context, class *v1alpha1.ConnectorClass, status v1alpha1.ConnectorClassStatus) error {
	if apiequality.Semantic.DeepEqual(class.Status, status) && !c.written.isOther(class.Name, status) {
		return nil
	}
	changed := class.DeepCopy()
	changed.Status = status
	_, err := c.client.UpdateStatus(ctx, changed, metav1.UpdateOptions{FieldManager: fieldManager})
	if apierrors.IsNotFound(err) {
		return nil // it has been deleted meanwhile
	}
	if err != nil {
		return fmt.Errorf("writing the status: %w", err)
	}
	c.written.remember(class.Name, status)
	klog.FromContext(ctx).V(2).Info("Wrote the status of a connector class", "ready", isReady(&status))
	for _, t := range condition.Transitions(class.Status.Conditions, status.Conditions, v1alpha1.ClassReady) {
		c.recorder.Event(class, t.EventType, t.Reason, t.Message)
	}
	return nil
}
