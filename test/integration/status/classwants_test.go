// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// classWants is what the status of a class ought to say.
type classWants struct {
	api, proxy want
	// apiURL and proxyURL are the resolved addresses, empty where there is none.
	apiURL, proxyURL string
}

func (all classWants) check(class *v1alpha1.ConnectorClass) error {
	conditions := class.Status.Conditions
	order := []v1alpha1.ConditionType{v1alpha1.ClassAPIReady, v1alpha1.ClassProxyReady, v1alpha1.ClassReady}
	if len(conditions) != len(order) || !slices.EqualFunc(conditions, order,
		func(c v1alpha1.Condition, kind v1alpha1.ConditionType) bool { return c.Type == kind }) {
		return fmt.Errorf("the conditions are %+v, want %v", conditions, order)
	}
	var api, proxy string
	if status := class.Status.API; status != nil && status.Address != nil {
		api = status.Address.URL
	}
	if status := class.Status.Proxy; status != nil && status.HTTPAddress != nil {
		proxy = status.HTTPAddress.URL
	}
	errs := []error{
		all.api.check(&conditions[0], class.CreationTimestamp.Time),
		all.proxy.check(&conditions[1], class.CreationTimestamp.Time),
		checkSummary(conditions),
	}
	if api != all.apiURL || proxy != all.proxyURL {
		errs = append(errs, fmt.Errorf("the addresses are API %q and proxy %q, want %q and %q", api, proxy, all.apiURL, all.proxyURL))
	}
	if class.Status.ObservedGeneration != class.Generation {
		errs = append(errs, fmt.Errorf("observedGeneration %d, want %d", class.Status.ObservedGeneration, class.Generation))
	}
	return errors.Join(errs...)
}

// expectClass waits for the status of a class that has just been made or changed.
func (r room) expectClass(t *testing.T, name string, all classWants) {
	t.Helper()
	harness.Within(t, atOnce, "the status of class "+name, func(ctx context.Context) error {
		class, err := r.connectors.ConnectorClasses().Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		return all.check(class)
	})
}

// newReadyClass is newClass for a test that counts Events: a Connector that comes before its class was looked at has some
// more.
func (r room) newReadyClass(t *testing.T, spec v1alpha1.ConnectorClassSpec) string {
	t.Helper()
	name := r.newClass(t, spec)
	harness.Eventually(t, "class "+name+" is ready", func(ctx context.Context) error {
		class, err := r.connectors.ConnectorClasses().Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		conditions := class.Status.Conditions
		if n := len(conditions); n == 0 || conditions[n-1].Status != metav1.ConditionTrue {
			return fmt.Errorf("its conditions are %+v", conditions)
		}
		return nil
	})
	return name
}
