// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// What a class declares as default is not in the Connector, and yet in force, in files as for the proxy.
func TestDefaultsOfTheClass(t *testing.T) {
	f := newFixture(t)
	f.cluster.connector.Spec.Address = ""
	f.cluster.class.Spec.Address = &v1alpha1.ParamSpec{Default: &v1alpha1.ParamValue{StringVal: "https://default.example.com"}}
	request := f.request(t)
	f.publish(t, request)
	if got, want := read(t, request, ".gitconfig"), "address=https://default.example.com token="+proxyToken; got != want {
		t.Errorf("the file holds %q, want %q", got, want)
	}
}
