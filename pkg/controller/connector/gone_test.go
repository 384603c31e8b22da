// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	kubefake "k8s.io/client-go/kubernetes/fake"
	corelisters "k8s.io/client-go/listers/core/v1"
	clienttesting "k8s.io/client-go/testing"
	"k8s.io/client-go/tools/cache"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// gone is a Controller of one Connector whose Service the garbage collector deletes before the Controller knows that it has
// made it, and the Service.
func gone(t *testing.T, before func(*Controller)) (c *Controller, kube *kubefake.Clientset, desired *corev1.Service) {
	t.Helper()
	desired, _, err := desiredService(connectorOf(), readyClass(), addressOf(t, "http://proxy.example.com"))
	if err != nil {
		t.Fatal(err)
	}
	kube = kubefake.NewClientset()
	shown := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{})
	c = &Controller{config: Config{Kube: kube}, states: newStates(), serviceLister: corelisters.NewServiceLister(shown)}
	c.states.put(gitKey(), state{inputs: inputs{uid: connectorOf().UID}})
	collected := false
	kube.PrependReactor("create", "services", func(clienttesting.Action) (bool, runtime.Object, error) {
		if collected {
			return false, nil, nil
		}
		collected = true
		before(c)
		return true, desired.DeepCopy(), nil // which is there no more when the answer arrives
	})
	return c, kube, desired
}

// A Service that is gone is made again, also if that was told of before it was known to be made. It was remembered as made for
// ever, and then either missed by nobody, or asked for in vain by the next Connector of that name.
func TestServiceThatIsGoneIsMadeAgain(t *testing.T) {
	service := types.NamespacedName{Namespace: "team", Name: "c-git"}
	next := connectorOf(func(c *v1alpha1.Connector) { c.UID = "uid-2" })
	for _, test := range []struct {
		name   string
		before func(*Controller)
		owner  *v1alpha1.Connector
	}{
		{"the informers have told of it and of its end", func(c *Controller) {
			c.states.serviceShown(service)
			c.states.serviceShown(service)
		}, connectorOf()},
		{"its Connector has been made anew", func(c *Controller) {
			c.states.put(gitKey(), state{inputs: inputs{uid: next.UID}})
		}, next},
		{"its Connector has been made anew, and compiled again", func(c *Controller) {
			c.states.forget(gitKey())
			c.states.put(gitKey(), state{inputs: inputs{uid: next.UID}})
		}, next},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, kube, desired := gone(t, test.before)
			if _, err := c.ensureService(t.Context(), connectorOf(), desired); err != nil {
				t.Fatal(err)
			}
			desired, _, err := desiredService(test.owner, readyClass(), addressOf(t, "http://proxy.example.com"))
			if err != nil {
				t.Fatal(err)
			}
			if failed, err := c.ensureService(t.Context(), test.owner, desired); failed != nil || err != nil {
				t.Fatalf("%+v, error %v", failed, err)
			}
			now, err := kube.CoreV1().Services("team").Get(t.Context(), "c-git", metav1.GetOptions{})
			if err != nil || !controls(test.owner, now) {
				t.Errorf("the Service is %v (error %v)", now, err)
			}
		})
	}
}
