// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package statusfaults

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// expect waits until a condition has a status, a reason and a message with these parts, about the Connector as it is now.
func (r room) expect(t *testing.T, limit time.Duration, name string, kind v1alpha1.ConditionType, status metav1.ConditionStatus, reason string, says ...string) {
	t.Helper()
	harness.Within(t, limit, "the status of Connector "+name, func(ctx context.Context) error {
		c, err := r.connectors.Connectors(r.namespace).Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		return check(c, kind, status, reason, says...)
	})
}

func check(c *v1alpha1.Connector, kind v1alpha1.ConditionType, status metav1.ConditionStatus, reason string, says ...string) error {
	if c.Status.ObservedGeneration != c.Generation {
		return fmt.Errorf("observedGeneration is %d, want %d", c.Status.ObservedGeneration, c.Generation)
	}
	got := condition(c, kind)
	if got.Status != status || got.Reason != reason {
		return fmt.Errorf("%s is %s %q, want %s %q: %s", kind, got.Status, got.Reason, status, reason, got.Message)
	}
	var errs []error
	for _, part := range says {
		if !strings.Contains(got.Message, part) {
			errs = append(errs, fmt.Errorf("%s says %q, which does not name %q", kind, got.Message, part))
		}
	}
	return errors.Join(errs...)
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

// expectReady waits until all these Connectors are Ready.
func (r room) expectReady(t *testing.T, limit time.Duration, names ...string) {
	t.Helper()
	for _, name := range names {
		r.expect(t, limit, name, v1alpha1.ConnectorReady, metav1.ConditionTrue, "")
	}
}
