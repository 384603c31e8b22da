// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package attributes_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/csi/attributes"
)

// volumeContext is what a kubelet sends of the smallest volume, with changes; an empty change removes a key.
func volumeContext(changes map[string]string) map[string]string {
	made := map[string]string{
		"csi.storage.k8s.io/ephemeral":           "true",
		"csi.storage.k8s.io/pod.name":            "csi-demo",
		"csi.storage.k8s.io/pod.namespace":       "team",
		"csi.storage.k8s.io/pod.uid":             "0d1b4f2a-8c53-4f0e-9d8e-1c6f5a7b9e21",
		"csi.storage.k8s.io/serviceAccount.name": "default",
		"connector.name":                         "git-connector",
	}
	for key, value := range changes {
		if made[key] = value; value == "" {
			delete(made, key)
		}
	}
	return made
}

func smallest(change func(*attributes.Attributes)) *attributes.Attributes {
	a := &attributes.Attributes{
		Pod: attributes.Pod{
			Namespace: "team", Name: "csi-demo", UID: "0d1b4f2a-8c53-4f0e-9d8e-1c6f5a7b9e21", ServiceAccount: "default",
		},
		Connector:  types.NamespacedName{Namespace: "team", Name: "git-connector"},
		Expiration: 30 * time.Minute,
	}
	change(a)
	return a
}

func TestParse(t *testing.T) {
	type changes = map[string]string
	for _, tt := range []struct {
		name string
		in   changes
		want func(*attributes.Attributes)
	}{
		{"nothing but the Connector", nil, func(*attributes.Attributes) {}},
		{"the seeds' first Pod", changes{"connector.namespace": "default", "configuration.names": "config"}, func(a *attributes.Attributes) {
			a.Connector.Namespace, a.Configurations = "default", []string{"config"}
		}},
		{"order is kept", changes{"configuration.names": "b,a,c"}, func(a *attributes.Attributes) { a.Configurations = []string{"b", "a", "c"} }},
		{"blanks", changes{"configuration.names": " b ,\ta\n, c d "}, func(a *attributes.Attributes) { a.Configurations = []string{"b", "a", "c d"} }},
		{"shortest life", changes{"token.expiration": "10m"}, func(a *attributes.Attributes) { a.Expiration = 10 * time.Minute }},
		{"longest life", changes{"token.expiration": "24h"}, func(a *attributes.Attributes) { a.Expiration = 24 * time.Hour }},
		{"life in seconds", changes{"token.expiration": "3601s"}, func(a *attributes.Attributes) { a.Expiration = 3601 * time.Second }},
		{"params", changes{"configuration.params": ` {"a": {"x": "1", "y": ""}, "b": {}} `}, func(a *attributes.Attributes) {
			a.Params = map[string]map[string]string{"a": {"x": "1", "y": ""}, "b": {}}
		}},
		{"no params", changes{"configuration.params": `{}`}, func(a *attributes.Attributes) { a.Params = map[string]map[string]string{} }},
		{"quotes in params", changes{"configuration.params": `{"a": {"x": "\"é\\"}}`}, func(a *attributes.Attributes) {
			a.Params = map[string]map[string]string{"a": {"x": `"é\`}}
		}},
		{"keys that a later kubelet sends", changes{"csi.storage.k8s.io/new": "x"}, func(*attributes.Attributes) {}},
		{"tokens of the kubelet", changes{"csi.storage.k8s.io/serviceAccount.tokens": strings.Repeat("x", 1<<20)}, func(*attributes.Attributes) {}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := volumeContext(tt.in)
			before := maps.Clone(in)
			got, err := attributes.Parse(in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(smallest(tt.want), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(before, in); diff != "" {
				t.Errorf("the argument was changed:\n%s", diff)
			}
		})
	}
}

// TestEmptyIsLeftOut has what templates of manifests make of a value that is not set.
func TestEmptyIsLeftOut(t *testing.T) {
	in := volumeContext(nil)
	for _, key := range []string{"connector.namespace", "configuration.names", "configuration.params", "token.expiration"} {
		in[key] = ""
	}
	got, err := attributes.Parse(in)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(smallest(func(*attributes.Attributes) {}), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDefaultExpiration(t *testing.T) {
	if attributes.DefaultExpiration != 30*time.Minute {
		t.Errorf("DefaultExpiration is %s, documented are 30m", attributes.DefaultExpiration)
	}
}
