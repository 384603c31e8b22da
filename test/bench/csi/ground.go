// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package csi

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/generated/clientset/versioned"
	"connectors.alauda.io/test/bench/load"
	"connectors.alauda.io/test/bench/stage"
)

const (
	namespace     = "bench-csi"
	account       = "app"
	viewerRole    = "connectors-connector-viewer-role"
	class         = "git"
	configuration = "gitconfig"
	// perConnector is how many Pods use the same Connector.
	perConnector = 10
	// makers is how many objects or tokens are made at a time.
	makers = 8
)

// ground is what a stack holds for the measurement: Connectors, and Pods that may read them. Nobody runs the Pods.
type ground struct {
	kube kubernetes.Interface
	pods []*corev1.Pod
}

func prepareGround(ctx context.Context, s *stage.Stage, pods int) (*ground, error) {
	config := s.Admin()
	config.QPS = -1
	kube, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	group, err := versioned.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	if err := s.Namespace(ctx, namespace); err != nil {
		return nil, err
	}
	g := &ground{kube: kube, pods: make([]*corev1.Pod, pods)}
	if err := g.createAccount(ctx); err != nil {
		return nil, err
	}
	for n := range (pods + perConnector - 1) / perConnector {
		if err := createConnector(ctx, group, n, string(config.CAData)); err != nil {
			return nil, err
		}
	}
	_, err = load.Count(ctx, makers, pods, func(ctx context.Context, _, n int) (err error) {
		g.pods[n], err = kube.CoreV1().Pods(namespace).Create(ctx, podNumber(n), metav1.CreateOptions{})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("making %d pods: %w", pods, err)
	}
	return g, nil
}

// createAccount makes the account of the Pods.
func (g *ground) createAccount(ctx context.Context) error {
	_, err := g.kube.CoreV1().ServiceAccounts(namespace).
		Create(ctx, &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: account}}, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	_, err = g.kube.RbacV1().RoleBindings(namespace).Create(ctx, &rbacv1.RoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: account},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: viewerRole},
		Subjects:   []rbacv1.Subject{{Kind: rbacv1.ServiceAccountKind, Namespace: namespace, Name: account}},
	}, metav1.CreateOptions{})
	return err
}

func connectorName(n int) string { return fmt.Sprintf("git-%03d", n) }

// createConnector makes a Connector, with the address of a proxy that the status controller would write.
func createConnector(ctx context.Context, group versioned.Interface, n int, authority string) error {
	connectors := group.ConnectorsV1alpha1().Connectors(namespace)
	made, err := connectors.Create(ctx, &v1alpha1.Connector{
		ObjectMeta: metav1.ObjectMeta{Name: connectorName(n)},
		Spec:       v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: "https://git.example.com/team"},
	}, metav1.CreateOptions{})
	if err != nil {
		return fmt.Errorf("connector %s: %w", connectorName(n), err)
	}
	made.Status.Proxy = &v1alpha1.ConnectorProxyStatus{HTTPAddress: &v1alpha1.Addressable{
		URL: "http://c-" + made.Name + "." + namespace + ".svc.cluster.local", CACerts: authority,
	}}
	if _, err := connectors.UpdateStatus(ctx, made, metav1.UpdateOptions{}); err != nil {
		return fmt.Errorf("status of connector %s: %w", made.Name, err)
	}
	return nil
}

func podNumber(n int) *corev1.Pod {
	return &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("app-%04d", n)},
		Spec:       corev1.PodSpec{ServiceAccountName: account, Containers: []corev1.Container{{Name: "app", Image: "none"}}},
	}
}
