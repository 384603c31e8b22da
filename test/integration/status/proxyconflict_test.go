// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// A Service of the same name that is somebody else's is never taken over: not without an owner, nor with another one, nor
// with one of the same name that is gone. Once it is deleted, the Connector gets its own.
func TestProxyServiceOfSomebodyElse(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	class, host := r.newProxiedClass(t, unedited)
	other := r.newConnector(t, "other", v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: nowhere})
	for _, test := range []struct {
		name   string
		owners []metav1.OwnerReference
	}{
		{"nobodys", nil},
		{"anothers", []metav1.OwnerReference{{
			APIVersion: "connectors.alauda.io/v1alpha1", Kind: "Connector", Name: other.Name, UID: other.UID, Controller: ptr.To(true),
		}}},
		{"owned-but-not-controlled", []metav1.OwnerReference{{
			APIVersion: "connectors.alauda.io/v1alpha1", Kind: "Connector", Name: other.Name, UID: other.UID,
		}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			services := r.kube.CoreV1().Services(r.namespace)
			theirs, err := services.Create(t.Context(), &corev1.Service{
				ObjectMeta: metav1.ObjectMeta{Name: "c-" + test.name, OwnerReferences: test.owners},
				Spec:       corev1.ServiceSpec{Type: corev1.ServiceTypeExternalName, ExternalName: "theirs.example.com"},
			}, metav1.CreateOptions{})
			if err != nil {
				t.Fatal(err)
			}
			c := r.newConnector(t, test.name, v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: nowhere})
			all := allocated()
			all[proxyReady] = no("ProxyServiceConflict", theirs.Name, r.namespace)
			r.expect(t, c.Name, all)
			now, err := services.Get(t.Context(), theirs.Name, metav1.GetOptions{})
			if err != nil || !equality.Semantic.DeepEqual(now, theirs) {
				t.Errorf("their Service is now %v (error %v), was %v", now, err, theirs)
			}
			if err := services.Delete(t.Context(), theirs.Name, metav1.DeleteOptions{}); err != nil {
				t.Fatal(err)
			}
			r.expectSoon(t, c.Name, allocated())
			r.checkService(t, c, theirs.Name, host)
		})
	}
}

// The Service that a class refers to does not exist yet, comes, and goes.
func TestProxyServiceOfAClassWithoutOne(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	tl := newTool(t)
	spec := plainSpec()
	spec.Proxy = &v1alpha1.ConnectorClassProxy{Ref: serviceRef(r.namespace, "late")}
	class := r.newClass(t, spec)
	c := r.newConnector(t, "tool", v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: nowhere})
	missing := allOf(wants{
		classReady: no("ConnectorClassNotReady", class, "late"), proxyReady: no("ProxyServiceNotFound", class, r.namespace+"/late"),
	})
	r.expect(t, c.Name, missing)
	r.newService(t, "late", localService(t, tl))
	r.expectSoon(t, c.Name, allOf(wants{proxyReady: yes("")}))
	if err := r.kube.CoreV1().Services(r.namespace).Delete(t.Context(), "late", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	if after := r.expectSoon(t, c.Name, missing); after.Status.Proxy == nil {
		t.Error("the proxy address is gone, although its Service stands and may be of use again")
	}
}

// NonProxy is the row of a class without a proxy: a Service of that name is left alone.
func TestNonProxy(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	theirs := r.newService(t, "c-tool", corev1.ServiceSpec{Type: corev1.ServiceTypeExternalName, ExternalName: "theirs.example.com"})
	c := r.newConnector(t, "tool", v1alpha1.ConnectorSpec{ConnectorClassName: r.newClass(t, plainSpec()), Address: nowhere})
	r.expect(t, c.Name, allOf(nil))
	now, err := r.kube.CoreV1().Services(r.namespace).Get(t.Context(), theirs.Name, metav1.GetOptions{})
	if err != nil || now.ResourceVersion != theirs.ResourceVersion {
		t.Errorf("their Service is now %v (error %v)", now, err)
	}
}
