// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"context"
	"fmt"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// class makes a class with one configuration, "config", of these files, and returns its name. The class goes with the test.
func class(t *testing.T, files map[string]string) string {
	t.Helper()
	classes := harness.Connectors(t, stack.Admin(t)).ConnectorClasses()
	made := &v1alpha1.ConnectorClass{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "class-"},
		Spec: v1alpha1.ConnectorClassSpec{
			Address:        &v1alpha1.ParamSpec{Name: "address", Type: v1alpha1.ParamTypeString},
			Configurations: []v1alpha1.Configuration{{Name: "config", Data: files}},
		},
	}
	err := served(t.Context(), func(ctx context.Context) error {
		created, err := classes.Create(ctx, made, metav1.CreateOptions{})
		if err == nil {
			made = created
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		err := served(context.WithoutCancel(t.Context()), func(ctx context.Context) error {
			return classes.Delete(ctx, made.Name, metav1.DeleteOptions{})
		})
		if err != nil {
			t.Error(err)
		}
	})
	return made.Name
}

// served calls our API server, and again where it is away: a node that is busy may take longer than probes wait.
func served(ctx context.Context, call func(context.Context) error) error {
	var answer error
	err := poll(ctx, afterFailures, func(ctx context.Context) error {
		if answer = call(ctx); apierrors.IsServiceUnavailable(answer) {
			return answer
		}
		return nil
	})
	if err != nil {
		return err
	}
	return answer
}

// kubectl is served for what kubectl does of which to do it twice is to do it once. It returns the standard output.
func kubectl(ctx context.Context, input string, args ...string) (string, error) {
	var run harness.Run
	err := poll(ctx, afterFailures, func(ctx context.Context) error {
		if run = stack.TryKubectl(ctx, input, args...); run.Err != nil {
			return fmt.Errorf("kubectl %s: %w: %s", args[0], run.Err, run.Stderr)
		}
		return nil
	})
	return run.Stdout, err
}
