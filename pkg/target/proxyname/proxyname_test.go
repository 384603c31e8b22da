// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxyname

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/util/validation"
)

func TestService(t *testing.T) {
	sixtyOne := strings.Repeat("a", 61)
	for _, test := range []struct{ name, connector, want string }{
		{"plain", "git-github", "c-git-github"},
		{"begins with a digit", "1password", "c-1password"},
		{"the longest plain one", sixtyOne, "c-" + sixtyOne},
		{"one more", sixtyOne + "a", "c-" + strings.Repeat("a", 44) + "-f506898cc7c2e092"},
		{"dots", "git.example.com", "c-git-example-com-2f74a32482dbe17f"},
		{"dot where it is cut", strings.Repeat("a", 43) + ".b" + strings.Repeat("c", 40), "c-" + strings.Repeat("a", 43) + "-36281483bdef2604"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := Service(test.connector)
			if errs := validation.IsDNS1123Label(got); len(errs) > 0 {
				t.Errorf("%q is no name of a Service: %v", got, errs)
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func FuzzService(f *testing.F) {
	f.Add("git.example.com", "git-example.com")
	f.Add(strings.Repeat("a", 61)+".b", strings.Repeat("a", 61)+"-b")
	f.Fuzz(func(t *testing.T, one, other string) {
		if len(validation.IsDNS1123Subdomain(one)) > 0 || len(validation.IsDNS1123Subdomain(other)) > 0 {
			t.Skip("no names of Connectors")
		}
		if errs := validation.IsDNS1123Label(Service(one)); len(errs) > 0 {
			t.Errorf("%q gives %q: %v", one, Service(one), errs)
		}
		if one != other && Service(one) == Service(other) {
			t.Errorf("%q and %q share %q", one, other, Service(one))
		}
	})
}
