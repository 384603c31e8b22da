// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	kubefake "k8s.io/client-go/kubernetes/fake"
	corelisters "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
	clocktesting "k8s.io/utils/clock/testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// What stands under the name of a proxy Service is made, left, mended, replaced or left to its owner.
func TestEnsureService(t *testing.T) {
	desired, _, err := desiredService(connectorOf(), readyClass(), addressOf(t, "http://proxy.example.com"))
	if err != nil {
		t.Fatal(err)
	}
	owned := func(change func(*corev1.Service)) *corev1.Service {
		service := desired.DeepCopy()
		service.UID = "there already"
		change(service)
		return service
	}
	for _, test := range []struct {
		name     string
		existing *corev1.Service
		shown    bool // by the informers
		gone     bool // in the cluster
		reason   string
		replaced bool
		owner    string
	}{
		{name: "none", replaced: true, owner: "uid-1"},
		{name: "ours", existing: owned(func(*corev1.Service) {}), shown: true, owner: "uid-1"},
		{name: "ours, not shown yet", existing: owned(func(*corev1.Service) {}), owner: "uid-1"},
		{name: "ours, changed by hand", existing: owned(func(s *corev1.Service) { s.Spec.ExternalName = "evil.example.com" }), shown: true, owner: "uid-1"},
		{name: "of a former Connector of that name", existing: owned(func(s *corev1.Service) { s.OwnerReferences[0].UID = "uid-0" }), shown: true, replaced: true, owner: "uid-1"},
		{name: "of another Connector", existing: owned(func(s *corev1.Service) {
			s.OwnerReferences[0].UID, s.OwnerReferences[0].Name = "uid-2", "other"
		}), shown: true, reason: "ProxyServiceConflict", owner: "uid-2"},
		{name: "of something else of that name", existing: owned(func(s *corev1.Service) {
			s.OwnerReferences[0].UID, s.OwnerReferences[0].Kind = "uid-2", "Ingress"
		}), shown: true, reason: "ProxyServiceConflict", owner: "uid-2"},
		{name: "of a former Connector of that name, collected meanwhile", existing: owned(func(s *corev1.Service) { s.OwnerReferences[0].UID = "uid-0" }), shown: true, gone: true, replaced: true, owner: "uid-1"},
		{name: "of nobody", existing: owned(func(s *corev1.Service) { s.OwnerReferences = nil }), reason: "ProxyServiceConflict"},
	} {
		t.Run(test.name, func(t *testing.T) {
			kube, shown := kubefake.NewClientset(), cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{})
			if test.existing != nil && !test.gone {
				if err := kube.Tracker().Add(test.existing); err != nil {
					t.Fatal(err)
				}
			}
			if test.shown {
				if err := shown.Add(test.existing); err != nil {
					t.Fatal(err)
				}
			}
			c := &Controller{config: Config{Kube: kube}, states: newStates(), serviceLister: corelisters.NewServiceLister(shown)}
			failed, err := c.ensureService(t.Context(), connectorOf(), desired)
			if err != nil || (failed == nil) != (test.reason == "") || failed != nil && failed.condition.Reason != test.reason {
				t.Fatalf("%+v, error %v, want reason %q", failed, err, test.reason)
			}
			now, err := kube.CoreV1().Services("team").Get(t.Context(), "c-git", metav1.GetOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if owner := metav1.GetControllerOf(now); owner == nil && test.owner != "" || owner != nil && string(owner.UID) != test.owner {
				t.Errorf("it belongs to %v, want %q", owner, test.owner)
			}
			if replaced := now.UID != "there already"; replaced != test.replaced {
				t.Errorf("replaced: %t, want %t", replaced, test.replaced)
			}
			if test.reason == "" && now.Spec.ExternalName != "proxy.example.com" {
				t.Errorf("it points to %s", now.Spec.ExternalName)
			}
		})
	}
}

// A proxy address comes with the authorities that the class tells of, and keeps those it had while nothing is known of the class.
func TestProxyAuthorities(t *testing.T) {
	kube, shown := kubefake.NewClientset(), cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{})
	c := &Controller{
		config: Config{Kube: kube, Clock: clocktesting.NewFakeClock(time.Now())}, states: newStates(),
		serviceLister: corelisters.NewServiceLister(shown),
	}
	class := readyClass(func(class *v1alpha1.ConnectorClass) {
		class.Spec.Proxy = &v1alpha1.ConnectorClassProxy{}
		class.Status.Proxy = &v1alpha1.ConnectorClassProxyStatus{
			HTTPAddress: &v1alpha1.Addressable{URL: "http://proxy.example.com", CACerts: "PEM"},
		}
	})
	found, err := c.ensureProxy(t.Context(), connectorOf(), class)
	if err != nil {
		t.Fatal(err)
	}
	want := &v1alpha1.ConnectorProxyStatus{HTTPAddress: &v1alpha1.Addressable{URL: "http://c-git.team.svc.cluster.local", CACerts: "PEM"}}
	if diff := cmp.Diff(want, found.status()); diff != "" {
		t.Fatal(diff)
	}
	made, err := kube.CoreV1().Services("team").Get(t.Context(), "c-git", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := shown.Add(made); err != nil {
		t.Fatal(err)
	}
	connector := connectorOf(func(c *v1alpha1.Connector) { c.Status.Proxy = want })
	class.Status.Proxy = nil
	for name, class := range map[string]*v1alpha1.ConnectorClass{"no class": nil, "no address of the class": class} {
		found, err := c.ensureProxy(t.Context(), connector, class)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, found.status()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
