// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package lookup

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/generated/clientset/versioned/fake"
	connectorsclient "connectors.alauda.io/pkg/generated/clientset/versioned/typed/connectors/v1alpha1"
	informers "connectors.alauda.io/pkg/generated/informers/externalversions"
)

// api is an API of classes that counts how it is asked.
type api struct {
	*fake.Clientset
	factory informers.SharedInformerFactory
	classes *Classes
	reads   atomic.Int32
	// before is done when a class is asked for, before the answer; nil for nothing.
	before func() error
}

func newAPI(t *testing.T, objects ...runtime.Object) *api {
	t.Helper()
	a := &api{Clientset: fake.NewSimpleClientset(objects...)}
	a.factory = informers.NewSharedInformerFactory(a, 0)
	var err error
	if a.classes, err = NewClasses(a, a.factory); err != nil {
		t.Fatal(err)
	}
	return a
}

// ConnectorsV1alpha1 implements versioned.Interface.
func (a *api) ConnectorsV1alpha1() connectorsclient.ConnectorsV1alpha1Interface {
	return group{a.Clientset.ConnectorsV1alpha1(), a}
}

type group struct {
	connectorsclient.ConnectorsV1alpha1Interface
	api *api
}

func (g group) ConnectorClasses() connectorsclient.ConnectorClassInterface {
	return counted{g.ConnectorsV1alpha1Interface.ConnectorClasses(), g.api}
}

// counted is a client whose reads are counted. The fake's own reactors hold a lock.
type counted struct {
	connectorsclient.ConnectorClassInterface
	api *api
}

func (c counted) Get(ctx context.Context, name string, options metav1.GetOptions) (*v1alpha1.ConnectorClass, error) {
	c.api.reads.Add(1)
	if c.api.before != nil {
		if err := c.api.before(); err != nil {
			return nil, err
		}
	}
	return c.ConnectorClassInterface.Get(ctx, name, options)
}

// start runs the informer until the test ends.
func (a *api) start(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	a.factory.StartWithContext(ctx)
	t.Cleanup(func() { cancel(); a.factory.Shutdown() })
	synctest.Wait()
	if !a.classes.HasSynced() {
		t.Fatal("the informer has not synced")
	}
}

// settle lets the informer show what was written.
func (a *api) settle(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	synctest.Wait()
}

func gitClass() *v1alpha1.ConnectorClass {
	return &v1alpha1.ConnectorClass{
		ObjectMeta: metav1.ObjectMeta{
			Name: "git", UID: "1", Generation: 1,
			ManagedFields: []metav1.ManagedFieldsEntry{{Manager: "kubectl"}},
		},
		Spec: v1alpha1.ConnectorClassSpec{
			Configurations: []v1alpha1.Configuration{{Name: "gitconfig", Data: map[string]string{".gitconfig": "[http]"}}},
		},
	}
}
