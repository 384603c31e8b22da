// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"net/url"
	"strconv"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// localService leads to a tool on this machine, at a port of the same number.
func localService(t *testing.T, tl *tool) corev1.ServiceSpec {
	t.Helper()
	parsed, err := url.Parse(tl.URL)
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.ParseInt(parsed.Port(), 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	return corev1.ServiceSpec{
		Type: corev1.ServiceTypeExternalName, ExternalName: "localhost",
		Ports: []corev1.ServicePort{{Name: parsed.Scheme, Port: int32(port), TargetPort: intstr.FromInt32(int32(port))}},
	}
}

// An endpoint is a case of a class API or a proxy.
type endpoint struct {
	name string
	ref  *v1alpha1.ObjectReference
	uri  string
	// url is what it resolves to, empty where it does not.
	url  string
	want want
}

// endpoints are cases that are the same for a class API and a proxy.
func endpoints(t *testing.T, r room) []endpoint {
	t.Helper()
	tl := newTool(t)
	at := func(service, rest string) string { return service + "." + r.namespace + ".svc.cluster.local" + rest }
	port := portOf(tl)
	tcp := func(port int32) []corev1.ServicePort { return []corev1.ServicePort{{Name: "http", Port: port}} }
	local := localService(t, tl)
	r.newService(t, "local", local)
	local.Ports[0].Port = 80
	r.newService(t, "mapped", local)
	r.newService(t, "closed", corev1.ServiceSpec{Type: corev1.ServiceTypeExternalName, ExternalName: "localhost", Ports: tcp(1)})
	r.newService(t, "idle", corev1.ServiceSpec{Ports: tcp(8080), Selector: map[string]string{"app": "absent"}})
	r.newService(t, "datagrams", corev1.ServiceSpec{Ports: []corev1.ServicePort{{Port: 53, Protocol: corev1.ProtocolUDP}}})
	return []endpoint{
		{"an address", nil, tl.URL, tl.URL, yes("")},
		{"an address with a path", nil, tl.URL + "/v1", tl.URL + "/v1", yes("")},
		{"a Service", serviceRef(r.namespace, "local"), "", "http://" + at("local", port), yes("")},
		{"a Service at another port", serviceRef(r.namespace, "mapped"), "", "http://" + at("mapped", ""), yes("")},
		{"a path below a Service", serviceRef(r.namespace, "local"), "/v1", "http://" + at("local", port+"/v1"), yes("")},
		{"an address beside a Service", serviceRef(r.namespace, "absent"), tl.URL, tl.URL, yes("")},
		{"nothing listens at the address", nil, nowhere, nowhere, no("ConnectionFailed", nowhere)},
		{"nothing listens behind the Service", serviceRef(r.namespace, "closed"), "", "http://" + at("closed", ":1"),
			no("ConnectionFailed", r.namespace+"/closed")},
		{"no place to connect to", nil, "http://127.0.0.2:80", "http://127.0.0.2", no("ConnectionFailed", "127.0.0.2")},
		{"no such Service", serviceRef(r.namespace, "absent"), "", "", no("ServiceNotFound", r.namespace+"/absent")},
		{"a Service without endpoints", serviceRef(r.namespace, "idle"), "", "http://" + at("idle", ":8080"), no("NoEndpoints", r.namespace+"/idle")},
		{"a Service of datagrams", serviceRef(r.namespace, "datagrams"), "", "", no("ServiceHasNoPort", r.namespace+"/datagrams")},
	}
}

func TestClassAPIAndProxy(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	none := classWants{api: yes("NonAPI"), proxy: yes("NonProxy")}
	r.expectClass(t, r.newClass(t, plainSpec()), none)
	for _, test := range endpoints(t, r) {
		t.Run(test.name, func(t *testing.T) {
			api, proxy, both := none, none, none
			api.api, api.apiURL = test.want, test.url
			proxy.proxy, proxy.proxyURL = test.want, test.url
			both.api, both.apiURL, both.proxy, both.proxyURL = test.want, test.url, test.want, test.url
			for _, kind := range []struct {
				want       classWants
				api, proxy bool
			}{{api, true, false}, {proxy, false, true}, {both, true, true}} {
				spec := v1alpha1.ConnectorClassSpec{}
				if kind.api {
					spec.API = &v1alpha1.ConnectorClassAPI{Ref: test.ref, URI: test.uri}
				}
				if kind.proxy {
					spec.Proxy = &v1alpha1.ConnectorClassProxy{Ref: test.ref, URI: test.uri}
				}
				r.expectClass(t, r.newClass(t, spec), kind.want)
			}
		})
	}
}
