// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"sync"
	"testing"

	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/openapi"
)

func described(generation int64, uid types.UID, paths int) *v1alpha1.ConnectorClass {
	return gitClass(withAPI(), func(c *v1alpha1.ConnectorClass) {
		c.Generation, c.UID = generation, uid
		c.Spec.API.OpenAPI = describedPaths(paths)
	})
}

// A description is compiled once for all Connectors of a class, and anew when the class is another one.
func TestDescriptionsAreShared(t *testing.T) {
	for _, test := range []struct {
		name          string
		before, after *v1alpha1.ConnectorClass
		same          bool
	}{
		{"the same", described(1, "a", 1), described(1, "a", 1), true},
		{"its status changed", described(1, "a", 1), func() *v1alpha1.ConnectorClass {
			class := described(1, "a", 1)
			class.ResourceVersion, class.Status.API = "7", nil
			return class
		}(), true},
		{"its spec changed", described(1, "a", 1), described(2, "a", 2), false},
		{"it was made anew", described(1, "a", 1), described(1, "b", 2), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			known := newDescriptions()
			before := known.get(test.before).compiled
			if after := known.get(test.after).compiled; before == nil || after == nil || (after == before) != test.same {
				t.Errorf("%p after %p, want the same: %t", after, before, test.same)
			}
			if operation, err := known.get(test.after).compiled.Find("GET", "/things/1/a"); (operation != nil) == test.same || err != nil {
				t.Errorf("an operation of the other version is found: %+v, %v", operation, err)
			}
			known.forget(test.after.Name)
			if len(known.of) != 0 {
				t.Error("a class that is gone is remembered")
			}
		})
	}
}

// Who asks for a class while its description is being compiled gets the same one.
func TestDescriptionsAtOnce(t *testing.T) {
	const callers = 20
	known, got := newDescriptions(), make([]*openapi.Description, callers)
	var asking sync.WaitGroup
	for i := range got {
		asking.Go(func() { got[i] = known.get(described(1, "a", 50)).compiled })
	}
	asking.Wait()
	for _, one := range got {
		if one == nil || one != got[0] {
			t.Fatalf("descriptions %p and %p", one, got[0])
		}
	}
}

func TestNothingIsDescribed(t *testing.T) {
	known := newDescriptions()
	for name, class := range map[string]*v1alpha1.ConnectorClass{
		"no class": nil, "no API": gitClass(),
		"no description": gitClass(withAPI(), func(c *v1alpha1.ConnectorClass) { c.Spec.API.OpenAPI = nil }),
	} {
		if got := known.get(class); got.compiled != nil || got.problem != nil || len(known.of) != 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
	made := compiled(gitConnector(), gitClass(withAPI(), func(c *v1alpha1.ConnectorClass) { c.Spec.API.OpenAPI = nil }), basicSecret())
	if made.API == nil || made.API.Description != nil || made.API.Misdescribed != nil || made.API.Unusable != nil {
		t.Errorf("a class API without a description: %+v", made.API)
	}
}
