// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package sanity

import (
	"context"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/csi/attributes"
	"connectors.alauda.io/pkg/csi/render"
	"connectors.alauda.io/pkg/csi/token"
	"connectors.alauda.io/pkg/target"
)

// cluster has every Connector, all of one class.
type cluster struct{}

// Get implements driver.Connectors.
func (cluster) Get(_ context.Context, _ target.Credential, key types.NamespacedName) (*v1alpha1.Connector, error) {
	return &v1alpha1.Connector{
		ObjectMeta: metav1.ObjectMeta{Namespace: key.Namespace, Name: key.Name},
		Spec:       v1alpha1.ConnectorSpec{ConnectorClassName: "git", Address: "https://git.example.com"},
	}, nil
}

// For implements driver.Tokens.
func (cluster) For(
	_ context.Context, _ attributes.Pod, _ time.Duration, kubelet token.Tokens, _ target.Credential,
) (target.Credential, bool, error) {
	return kubelet.Proxy, false, nil
}

// classes are all the same, without configurations.
type classes struct{}

// Get implements driver.Classes.
func (classes) Get(_ context.Context, name string) (*render.Class, *v1alpha1.ConnectorClass, error) {
	return render.Compile(nil), &v1alpha1.ConnectorClass{ObjectMeta: metav1.ObjectMeta{Name: name}}, nil
}

// HasSynced implements driver.Classes.
func (classes) HasSynced() bool { return true }
