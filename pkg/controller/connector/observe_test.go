// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"crypto/x509"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/target"
)

func TestHost(t *testing.T) {
	tool, api := v1alpha1.Probe{HTTP: &v1alpha1.HTTPProbe{Path: "/"}}, v1alpha1.Probe{API: &v1alpha1.APIProbe{Path: "/"}}
	withAPI := func(liveness, auth v1alpha1.Probe) *v1alpha1.ConnectorClass {
		return readyClass(func(c *v1alpha1.ConnectorClass) {
			c.Spec.LivenessProbe = &liveness
			c.Spec.AuthProbes = []v1alpha1.AuthProbe{{AuthName: "basicAuth", Probe: auth}}
			c.Status.API = &v1alpha1.ConnectorClassAPIStatus{Address: &v1alpha1.Addressable{URL: "https://api.example.com"}}
		})
	}
	connector := connectorOf(func(c *v1alpha1.Connector) { c.Spec.Auth = &v1alpha1.ConnectorAuth{Name: "basicAuth"} })
	for _, test := range []struct {
		name    string
		class   *v1alpha1.ConnectorClass
		address string
		want    string
	}{
		{"the tool", withAPI(tool, tool), "https://git.example.com", "git.example.com:443"},
		{"the class API alone", withAPI(api, api), "https://git.example.com", "https://api.example.com"},
		{"both", withAPI(api, tool), "https://git.example.com", "git.example.com:443"},
		{"no class", nil, "https://git.example.com", "git.example.com:443"},
		{"no address that can be dialled", readyClass(), "", "class web"},
	} {
		t.Run(test.name, func(t *testing.T) {
			snapshot := &target.Snapshot{Target: &target.Target{}, Connector: connector, Class: test.class}
			if test.address != "" {
				snapshot.Address = addressOf(t, test.address)
			}
			if got := host(snapshot); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// A class API is asked as its class and the Connector say, and is trusted by the authorities that the Target names.
func TestProbeInput(t *testing.T) {
	class := readyClass(func(c *v1alpha1.ConnectorClass) {
		c.Status.API = &v1alpha1.ConnectorClassAPIStatus{Address: &v1alpha1.Addressable{URL: "https://api.example.com"}}
	})
	tool, api := x509.NewCertPool(), x509.NewCertPool()
	custom := []*x509.Certificate{{Raw: []byte("one")}}
	made := &target.Target{
		Address: addressOf(t, "https://git.example.com"), Roots: tool, RootsID: "tool", CustomRoots: custom,
		API: &target.API{Roots: api, RootsID: "api"},
	}
	snapshot := &target.Snapshot{Target: made, Connector: connectorOf(), Class: class}
	got := probeInput(snapshot)
	if got.Roots != tool || got.RootsID != "tool" || len(got.CustomRoots) != 1 {
		t.Errorf("the tool is trusted by %q, %d of them custom", got.RootsID, len(got.CustomRoots))
	}
	if got.API == nil || got.API.URL != "https://api.example.com" || got.API.Roots != api || got.API.RootsID != "api" {
		t.Errorf("the class API is asked as %+v", got.API)
	}
	made.API = nil
	if got := probeInput(snapshot); got.API != nil {
		t.Errorf("a class without an API has one: %+v", got.API)
	}
	made.API, class.Status.API = &target.API{}, nil
	if got := probeInput(snapshot); got.API != nil {
		t.Errorf("a class API without an address has one: %+v", got.API)
	}
}
