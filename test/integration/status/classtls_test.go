// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// Over TLS the certificate is verified, for the name in the URL, by the authorities of the class and those of all.
func TestClassCertificates(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	ca, otherCA := harness.NewAuthority(t), harness.NewAuthority(t)
	host := "api." + r.namespace + ".svc.cluster.local"
	tl := newTLSTool(t, issue(t, ca, host))
	service := localService(t, tl)
	r.newService(t, "api", service)
	r.newService(t, "renamed", service)
	port := portOf(tl)
	renamed := "https://renamed." + r.namespace + ".svc.cluster.local" + port
	for _, test := range []struct {
		name         string
		ref          *v1alpha1.ObjectReference
		uri, caCerts string
		url          string
		want         want
	}{
		{"an address", nil, tl.URL, ca.PEM, tl.URL, yes("")},
		{"an address, no authority", nil, tl.URL, "", tl.URL, no("ConnectionFailed", tl.URL, "certificate")},
		{"an address, another authority", nil, tl.URL, otherCA.PEM, tl.URL, no("ConnectionFailed", tl.URL, "certificate")},
		{"an address, two authorities", nil, tl.URL, otherCA.PEM + ca.PEM, tl.URL, yes("")},
		{"a Service", serviceRef(r.namespace, "api"), "/v1", ca.PEM, "https://" + host + port + "/v1", yes("")},
		{"a Service, another authority", serviceRef(r.namespace, "api"), "", otherCA.PEM, "https://" + host + port,
			no("ConnectionFailed", r.namespace+"/api", "certificate")},
		{"a Service of another name", serviceRef(r.namespace, "renamed"), "", ca.PEM, renamed,
			no("ConnectionFailed", r.namespace+"/renamed", "certificate")},
	} {
		t.Run(test.name, func(t *testing.T) {
			all := classWants{api: test.want, apiURL: test.url, proxy: test.want, proxyURL: test.url}
			r.expectClass(t, r.newClass(t, v1alpha1.ConnectorClassSpec{
				API:   &v1alpha1.ConnectorClassAPI{Ref: test.ref, URI: test.uri, CACerts: test.caCerts},
				Proxy: &v1alpha1.ConnectorClassProxy{Ref: test.ref, URI: test.uri, CACerts: test.caCerts},
			}), all)
		})
	}
}

// The authorities of all vouch for the services of classes too, from the moment that they are there.
func TestClassTrustsTheAuthoritiesOfAll(t *testing.T) {
	r := newRoom(t)
	ca := harness.NewAuthority(t)
	tl := newTLSTool(t, issue(t, ca))
	class := r.newClass(t, v1alpha1.ConnectorClassSpec{API: &v1alpha1.ConnectorClassAPI{URI: tl.URL}})
	untrusted := classWants{api: no("ConnectionFailed", tl.URL, "certificate"), apiURL: tl.URL, proxy: yes("NonProxy")}
	trusted := classWants{api: yes(""), apiURL: tl.URL, proxy: yes("NonProxy")}
	r.expectClass(t, class, untrusted)
	r.createGlobalCA(t, ca.PEM)
	r.withFlag(t, "true")
	r.expectClass(t, class, trusted)
	r.setFlag(t, "false")
	r.expectClass(t, class, untrusted)
}
