// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// check compares the whole of a status.
func (all wants) check(c *v1alpha1.Connector) error {
	order := all.order()
	var kinds []v1alpha1.ConditionType
	for i := range c.Status.Conditions {
		kinds = append(kinds, c.Status.Conditions[i].Type)
	}
	if !slices.Equal(kinds, order) {
		return fmt.Errorf("the conditions are %v, want %v", kinds, order)
	}
	var errs []error
	if c.Status.ObservedGeneration != c.Generation {
		errs = append(errs, fmt.Errorf("observedGeneration %d, want %d", c.Status.ObservedGeneration, c.Generation))
	}
	for i, kind := range order[:len(order)-1] {
		errs = append(errs, all[kind].check(&c.Status.Conditions[i], c.CreationTimestamp.Time))
	}
	errs = append(errs, checkSummary(c.Status.Conditions), checkAddresses(c))
	return errors.Join(errs...)
}

func (w want) check(got *v1alpha1.Condition, created time.Time) error {
	if got.Status != w.status || got.Reason != w.reason {
		return fmt.Errorf("%s is %s %q, want %s %q: %s", got.Type, got.Status, got.Reason, w.status, w.reason, got.Message)
	}
	if silent := w.status == metav1.ConditionTrue && len(w.says) == 0; silent != (got.Message == "") {
		return fmt.Errorf("%s is %s %q and says %q", got.Type, got.Status, got.Reason, got.Message)
	}
	for _, part := range w.says {
		if !strings.Contains(got.Message, part) {
			return fmt.Errorf("%s says %q, which does not name %q", got.Type, got.Message, part)
		}
	}
	if info := got.Type == caCertReady; (got.Severity == v1alpha1.ConditionSeverityInfo) != info || !info && got.Severity != "" {
		return fmt.Errorf("%s has severity %q", got.Type, got.Severity)
	}
	if w.isProbed(got.Type) == got.LastProbeTime.IsZero() {
		return fmt.Errorf("%s is %s %q and has the probe time %s", got.Type, got.Status, got.Reason, got.LastProbeTime)
	}
	for _, at := range []metav1.Time{got.LastProbeTime, got.LastTransitionTime} {
		if !at.IsZero() && (at.Time.Before(created) || at.After(time.Now())) {
			return fmt.Errorf("%s has the time %s, which is not in the life of the Connector", got.Type, at)
		}
	}
	if got.LastTransitionTime.IsZero() {
		return fmt.Errorf("%s has no transition time", got.Type)
	}
	return nil
}

// checkSummary sees that the last condition, Ready, is the first that is not true, but for one with a severity.
func checkSummary(conditions []v1alpha1.Condition) error {
	ready := conditions[len(conditions)-1]
	first := v1alpha1.Condition{Status: metav1.ConditionTrue}
	for i := range conditions[:len(conditions)-1] {
		if conditions[i].Status != metav1.ConditionTrue && conditions[i].Severity == "" {
			first = conditions[i]
			break
		}
	}
	if ready.Status != first.Status || ready.Reason != first.Reason || ready.Message != first.Message ||
		ready.Severity != "" || !ready.LastProbeTime.IsZero() || ready.LastTransitionTime.IsZero() {
		return fmt.Errorf("Ready is %+v, and the first that is not true %+v", ready, first)
	}
	return nil
}

// checkAddresses sees that there is a proxy address where there is a proxy Service, none where there can be none, and the path
// of the Connectors API. An address may outlive the class or its proxy, as the Service does.
func checkAddresses(c *v1alpha1.Connector) error {
	proxy := condition(c, proxyReady)
	allocated := proxy.Status == metav1.ConditionTrue && proxy.Reason == ""
	if has := c.Status.Proxy != nil && c.Status.Proxy.HTTPAddress != nil && c.Status.Proxy.HTTPAddress.URL != ""; has != allocated &&
		(allocated || proxy.Reason == "NonProxy" || proxy.Reason == "ProxyServiceConflict") {
		return fmt.Errorf("the proxy address is %+v while ProxyServiceReady is %s %q", c.Status.Proxy, proxy.Status, proxy.Reason)
	}
	path := "/apis/connectors.alauda.io/v1alpha1/namespaces/" + c.Namespace + "/connectors/" + c.Name + "/api"
	if c.Status.API == nil || c.Status.API.Path != path {
		return fmt.Errorf("the path of the Connectors API is %+v, want %s", c.Status.API, path)
	}
	return nil
}

// condition gives a condition, an empty one where there is none.
func condition(c *v1alpha1.Connector, kind v1alpha1.ConditionType) v1alpha1.Condition {
	for i := range c.Status.Conditions {
		if c.Status.Conditions[i].Type == kind {
			return c.Status.Conditions[i]
		}
	}
	return v1alpha1.Condition{}
}

// expect waits for a status and returns the Connector with it. A tool may have to be given up before.
func (r room) expect(t *testing.T, name string, all wants) *v1alpha1.Connector {
	t.Helper()
	return r.await(t, atOnce+answerTime, name, all.check)
}

// expectSoon is expect for what has just been changed.
func (r room) expectSoon(t *testing.T, name string, all wants) *v1alpha1.Connector {
	t.Helper()
	return r.await(t, atOnce, name, all.check)
}

func (r room) await(t *testing.T, limit time.Duration, name string, check func(*v1alpha1.Connector) error) *v1alpha1.Connector {
	t.Helper()
	var got *v1alpha1.Connector
	harness.Within(t, limit, "the status of Connector "+name, func(ctx context.Context) (err error) {
		if got, err = r.connectors.Connectors(r.namespace).Get(ctx, name, metav1.GetOptions{}); err != nil {
			return err
		}
		return check(got)
	})
	return got
}
