// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

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

// cluster is what the driver asks, which answers at once.
type cluster struct {
	connector *v1alpha1.Connector
	class     *v1alpha1.ConnectorClass
	// The errors are answered instead, where they are not nil.
	connectorErr, classErr, tokenErr error
	// authorities are those of the system.
	authorities string
	// minted is the token that the driver requests; empty for the kubelet's.
	minted string
	// entered and leave, if they are not nil, stop whoever reads the Connector.
	entered, leave chan struct{}
	// panics, if it is not nil, is what reading the Connector panics with.
	panics any
	// read is the token with which the Connector was read, live the one that the volume had.
	read, live target.Credential
}

// Get implements Connectors.
func (c *cluster) Get(ctx context.Context, with target.Credential, _ types.NamespacedName) (*v1alpha1.Connector, error) {
	c.read = with
	if c.panics != nil {
		panic(c.panics)
	}
	if c.entered != nil {
		c.entered <- struct{}{}
		select {
		case <-c.leave:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return c.connector, c.connectorErr
}

// For implements Tokens.
func (c *cluster) For(
	_ context.Context, _ attributes.Pod, _ time.Duration, kubelet token.Tokens, live target.Credential,
) (target.Credential, bool, error) {
	c.live = live
	if c.minted != "" {
		return target.NewCredential(c.minted), true, c.tokenErr
	}
	return kubelet.Proxy, false, c.tokenErr
}

// classes is the cluster as Classes.
type classes struct{ *cluster }

func (c classes) Get(context.Context, string) (*render.Class, *v1alpha1.ConnectorClass, error) {
	if c.classErr != nil {
		return nil, nil, c.classErr
	}
	return render.Compile(c.class.Spec.Configurations), c.class, nil
}

func (classes) HasSynced() bool { return true }

// newCluster has the Connector team/git, whose class has the configuration gitconfig.
func newCluster() *cluster {
	return &cluster{
		connector: &v1alpha1.Connector{
			ObjectMeta: metav1.ObjectMeta{Namespace: "team", Name: "git"},
			Spec:       v1alpha1.ConnectorSpec{ConnectorClassName: "my-git", Address: "https://git.example.com"},
			Status: v1alpha1.ConnectorStatus{
				Proxy: &v1alpha1.ConnectorProxyStatus{HTTPAddress: &v1alpha1.Addressable{URL: proxyURL}},
			},
		},
		class: &v1alpha1.ConnectorClass{
			ObjectMeta: metav1.ObjectMeta{Name: "my-git"},
			Spec: v1alpha1.ConnectorClassSpec{
				Proxy: &v1alpha1.ConnectorClassProxy{},
				Configurations: []v1alpha1.Configuration{{
					Name: "gitconfig", Data: map[string]string{".gitconfig": "address={{ .connector.spec.address }} token={{ .context.token }}"},
				}},
			},
		},
	}
}

// version gives Connector and class what those have that come from an API server.
func (c *cluster) version() {
	c.connector.UID, c.class.UID = "connector-uid", "class-uid"
	c.connector.ResourceVersion, c.class.Generation = "1", 1
}
