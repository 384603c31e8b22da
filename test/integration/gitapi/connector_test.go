// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gitapi_test

import (
	"context"
	"fmt"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// private is the spec of a Connector with the password of a tool.
func private(address string) v1alpha1.ConnectorSpec {
	return v1alpha1.ConnectorSpec{
		ConnectorClassName: "git", Address: address,
		Auth: &v1alpha1.ConnectorAuth{
			Name: "basicAuth", SecretRef: &v1alpha1.SecretReference{Name: secretName},
			Params: []v1alpha1.Param{{Name: "repository", Value: v1alpha1.NewStringValue(repository)}},
		},
	}
}

// connect makes a Connector with the password of the tool, in a namespace of its own.
func (tl *tool) connect() *v1alpha1.Connector {
	tl.t.Helper()
	namespace := stack.Namespace(tl.t)
	tl.store(namespace)
	return connect(tl.t, namespace, private(tl.server.URL()))
}

// connect makes a Connector and waits until it is ready.
func connect(t *testing.T, namespace string, spec v1alpha1.ConnectorSpec) *v1alpha1.Connector {
	t.Helper()
	made := create(t, namespace, spec)
	harness.Eventually(t, "the Connector is ready", func(ctx context.Context) error {
		now, err := harness.Connectors(t, stack.Admin(t)).Connectors(namespace).Get(ctx, made.Name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		for _, condition := range now.Status.Conditions {
			if condition.Type == v1alpha1.ConnectorReady && condition.Status == metav1.ConditionTrue {
				return nil
			}
		}
		return fmt.Errorf("%+v", now.Status.Conditions)
	})
	return made
}

func create(t *testing.T, namespace string, spec v1alpha1.ConnectorSpec) *v1alpha1.Connector {
	t.Helper()
	made, err := harness.Connectors(t, stack.Admin(t)).Connectors(namespace).Create(t.Context(),
		&v1alpha1.Connector{ObjectMeta: metav1.ObjectMeta{GenerateName: "git-"}, Spec: spec}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return made
}
