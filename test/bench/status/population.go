// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"

	"connectors.alauda.io/pkg/generated/clientset/versioned"
	"connectors.alauda.io/test/bench/load"
)

const (
	classes = 20
	// parts is in how many namespaces the Connectors are, the same number in each. In the first one all share one Secret,
	// in the others perSecret do. The tools of the second one are at a port of their own.
	parts     = 10
	perSecret = 10

	firstPart, ownPortPart, samePortPart = 0, 1, 2

	creators     = 16
	label        = "bench"
	sharedSecret = "shared"
	oldPassword  = "a-password-of-usual-length"
	newPassword  = "another-one-of-that-length"
)

// population is a number of Connectors that are measured together.
type population struct {
	size  int
	kube  kubernetes.Interface
	group versioned.Interface
	// shared and own are where the tools are.
	shared, own string
}

// part is which tools the Connectors of a namespace are of.
func (p population) part(n int) span { return span{First: n * p.size / parts, Count: p.size / parts} }

func (p population) namespace(n int) string { return fmt.Sprintf("bench-%d-%d", p.size, n) }

// selector finds the Connectors, and no others.
func (p population) selector() string { return fmt.Sprintf("%s=%d", label, p.size) }

func (p population) secret(tool int) string {
	if p.part(firstPart).holds(tool) {
		return sharedSecret
	}
	return fmt.Sprintf("credential-%d", tool/perSecret)
}

// prepare makes what Connectors refer to.
func (p population) prepare(ctx context.Context) error {
	for n := range parts {
		namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: p.namespace(n)}}
		if _, err := p.kube.CoreV1().Namespaces().Create(ctx, namespace, metav1.CreateOptions{}); err != nil {
			return fmt.Errorf("namespace %s: %w", namespace.Name, err)
		}
		last := ""
		for tool := p.part(n).First; p.part(n).holds(tool); tool++ {
			name := p.secret(tool)
			if name == last {
				continue
			}
			last = name
			if _, err := p.kube.CoreV1().Secrets(p.namespace(n)).Create(ctx, credential(name, oldPassword), metav1.CreateOptions{}); err != nil {
				return fmt.Errorf("secret %s/%s: %w", p.namespace(n), name, err)
			}
		}
	}
	return nil
}

// create makes all Connectors.
func (p population) create(ctx context.Context) error {
	_, err := load.Count(ctx, creators, p.size, func(ctx context.Context, _, tool int) error {
		namespace := p.namespace(tool / (p.size / parts))
		_, err := p.group.ConnectorsV1alpha1().Connectors(namespace).Create(ctx, p.connector(tool), metav1.CreateOptions{})
		return err
	})
	if err != nil {
		return fmt.Errorf("creating %d connectors: %w", p.size, err)
	}
	return nil
}

// remove deletes all Connectors.
func (p population) remove(ctx context.Context) error {
	for n := range parts {
		err := p.group.ConnectorsV1alpha1().Connectors(p.namespace(n)).
			DeleteCollection(ctx, metav1.DeleteOptions{}, metav1.ListOptions{})
		if err != nil {
			return fmt.Errorf("deleting the connectors in %s: %w", p.namespace(n), err)
		}
	}
	return nil
}

// rotate changes the Secret that all Connectors of the first part share.
func (p population) rotate(ctx context.Context) error {
	_, err := p.kube.CoreV1().Secrets(p.namespace(firstPart)).
		Update(ctx, credential(sharedSecret, newPassword), metav1.UpdateOptions{})
	if err != nil {
		return fmt.Errorf("changing the shared secret: %w", err)
	}
	return nil
}
