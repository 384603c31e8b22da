// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	"context"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/proxy/ca"
)

func publishedBundle(text string) *corev1.ConfigMap {
	return &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Namespace: v1alpha1.SystemNamespace, Name: ca.ConfigMapName},
		Data:       map[string]string{ca.BundleKey: text},
	}
}

// The status of a class tells of the authorities of its proxy: those that it names, and those of the proxy that comes with
// Connectors as they are published. They have no part in whether the class is ready.
func TestProxyCA(t *testing.T) {
	named, first, second := newAuthority(t).pem, newAuthority(t).pem, newAuthority(t).pem
	listening := serve(t, plain)
	service := external("localhost", "http", listening.port())
	service.Namespace, service.Name = v1alpha1.SystemNamespace, ca.ServiceName
	builtIn := withProxy("built-in")
	builtIn.Spec.Proxy.Ref = &v1alpha1.ObjectReference{Kind: "Service", Name: ca.ServiceName}
	more := withProxy("more")
	more.Spec.Proxy.Ref, more.Spec.Proxy.CACerts = builtIn.Spec.Proxy.Ref, named
	other := withProxy("other")
	other.Spec.Proxy.CACerts = named
	byURI := withProxy("by-uri")
	byURI.Spec.Proxy = &v1alpha1.ConnectorClassProxy{Ref: builtIn.Spec.Proxy.Ref, URI: listening.url("http"), CACerts: named}

	f := start(t, nil, service, external("localhost", "http", listening.port()), builtIn, more, other, byURI)
	await := func(name, want string) {
		t.Helper()
		eventually(t, "class "+name+" tells of its authorities", func() bool {
			return f.await(name, "True").Status.Proxy.HTTPAddress.CACerts == want
		})
	}
	configMaps := f.kube.CoreV1().ConfigMaps(v1alpha1.SystemNamespace)
	await("built-in", "")
	await("more", named)
	f.add(publishedBundle(first))
	await("built-in", first)
	await("more", first+named)
	if _, err := configMaps.Update(context.Background(), publishedBundle(first+"a word, and a key\n"+second), metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	await("built-in", first+second)
	await("more", first+second+named)
	await("other", named)
	await("by-uri", named)
	if _, err := configMaps.Update(context.Background(), publishedBundle("mine"), metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	await("built-in", "")
	if _, err := configMaps.Update(context.Background(), publishedBundle(second), metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	await("built-in", second)
	if err := configMaps.Delete(context.Background(), ca.ConfigMapName, metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	await("built-in", "")
	await("more", named)
	if got := f.writes(); got["other"] != 1 || got["by-uri"] != 1 {
		t.Errorf("writes %v: classes with another proxy have nothing to do with it", got)
	}
}
