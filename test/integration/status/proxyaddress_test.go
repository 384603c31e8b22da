// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// The proxy of a class may be at a URL instead of a Service. Names of Connectors lead to its host where DNS can say so.
func TestProxyAddressOfURLs(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	tl := newTool(t)
	unreachable := func(url string) want { return no("ConnectorClassNotReady", url) }
	for _, test := range []struct {
		name, uri string
		class     want
		proxy     want
		// host is what the Service points to; scheme and rest are before and after its name in the proxy address.
		host, scheme, rest string
	}{
		{"of this machine", tl.URL, yes(""), yes(""), "localhost", "http://", portOf(tl)},
		{"below a path", tl.URL + "/base", yes(""), yes(""), "localhost", "http://", portOf(tl) + "/base"},
		{"by name", "http://proxy.invalid", unreachable("http://proxy.invalid"), yes(""), "proxy.invalid", "http://", ""},
		{"over TLS", "https://proxy.invalid:8443", unreachable("https://proxy.invalid:8443"), yes(""), "proxy.invalid", "https://", ":8443"},
		{"at an address", "http://127.1.2.3:8080", unreachable("http://127.1.2.3:8080"), yes(""), "localhost", "http://", ":8080"},
		{"at an address elsewhere", "http://192.0.2.1", unreachable("http://192.0.2.1"), no("ProxyAddressInvalid", "192.0.2.1", "spec.proxy.ref"), "", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			class := r.newClass(t, withProxy(plainSpec(), test.uri))
			c := r.newConnector(t, "", v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: nowhere})
			got := r.expect(t, c.Name, allOf(wants{classReady: test.class, proxyReady: test.proxy}))
			if test.host == "" {
				r.expectNoService(t, "c-"+c.Name)
				return
			}
			if url := got.Status.Proxy.HTTPAddress.URL; url != test.scheme+"c-"+c.Name+"."+r.namespace+".svc.cluster.local"+test.rest {
				t.Errorf("the proxy address is %s", url)
			}
			service, err := r.kube.CoreV1().Services(r.namespace).Get(t.Context(), "c-"+c.Name, metav1.GetOptions{})
			if err != nil || service.Spec.Type != corev1.ServiceTypeExternalName || service.Spec.ExternalName != test.host {
				t.Errorf("the Service is %v (error %v), want one to %s", service, err, test.host)
			}
		})
	}
}

// The classes that come with the project are ready as soon as their proxy is, and their class API where they have one.
func TestBuiltInClasses(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	const domain = "." + v1alpha1.SystemNamespace + ".svc.cluster.local"
	for _, class := range []struct {
		name   string
		api    want
		apiURL string
	}{
		{"git", yes(""), "https://connectors-classapi" + domain},
		{"oci", yes(""), "https://connectors-classapi" + domain},
		{"k8s", yes("NonAPI"), ""},
	} {
		r.expectClass(t, class.name, classWants{
			api: class.api, apiURL: class.apiURL, proxy: yes(""), proxyURL: "http://connectors-proxy" + domain,
		})
	}
	// As an administrator waits for them.
	r.stack.Kubectl(t, "wait", "--for=condition=Ready", "connectorclass", "git", "k8s", "--timeout=1m")
}
