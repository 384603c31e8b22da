// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stack

import (
	"context"
	"errors"
	"fmt"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/wait"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/manifest"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/generated/clientset/versioned"
)

const (
	// classPatience is longer than the status controller waits before it looks again.
	classPatience = 3 * time.Minute
	classPause    = 50 * time.Millisecond
)

// applyClasses applies the classes in a directory. If await is set it returns when every one of them is ready, so that
// Connectors of them soon are.
func applyClasses(ctx context.Context, c *cluster.Cluster, dir string, await bool) error {
	objects, err := manifest.Read(dir)
	if err != nil {
		return err
	}
	if err := apply(ctx, c, objects...); err != nil || !await {
		return err
	}
	config, err := c.RESTConfig()
	if err != nil {
		return err
	}
	client, err := versioned.NewForConfig(config)
	if err != nil {
		return err
	}
	var last error
	err = wait.PollUntilContextTimeout(ctx, classPause, classPatience, true, func(ctx context.Context) (bool, error) {
		last = classesReady(ctx, client, objects)
		return last == nil, nil
	})
	if err != nil {
		return fmt.Errorf("a connector class does not become ready: %w", errors.Join(last, err))
	}
	return nil
}

func classesReady(ctx context.Context, client versioned.Interface, applied []*unstructured.Unstructured) error {
	for _, object := range applied {
		class, err := client.ConnectorsV1alpha1().ConnectorClasses().Get(ctx, object.GetName(), metav1.GetOptions{})
		if err != nil {
			return err
		}
		if err := classReady(class); err != nil {
			return err
		}
	}
	return nil
}

func classReady(class *v1alpha1.ConnectorClass) error {
	for _, condition := range class.Status.Conditions {
		if condition.Type != v1alpha1.ClassReady {
			continue
		}
		if condition.Status == metav1.ConditionTrue && class.Status.ObservedGeneration == class.Generation {
			return nil
		}
		return fmt.Errorf("%s: %s: %s", class.Name, condition.Reason, condition.Message)
	}
	return fmt.Errorf("%s has no condition Ready yet", class.Name)
}
