// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/utils/ptr"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/target"
	"connectors.alauda.io/pkg/target/proxyname"
)

func addressOf(t *testing.T, url string) target.Address {
	t.Helper()
	address, err := target.ParseAddress(url)
	if err != nil {
		t.Fatal(err)
	}
	return address
}

func TestDesiredService(t *testing.T) {
	service, url, err := desiredService(connectorOf(), readyClass(), addressOf(t, "http://connectors-proxy.connectors-system.svc.cluster.local"))
	if err != nil {
		t.Fatal(err)
	}
	want := &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: "team", Name: "c-git",
			Labels: map[string]string{"app.kubernetes.io/managed-by": "connectors-controller", "app.kubernetes.io/part-of": "connectors"},
			OwnerReferences: []metav1.OwnerReference{{
				APIVersion: "connectors.alauda.io/v1alpha1", Kind: "Connector", Name: "git", UID: "uid-1", Controller: ptr.To(true),
			}},
		},
		Spec: corev1.ServiceSpec{
			Type: corev1.ServiceTypeExternalName, ExternalName: "connectors-proxy.connectors-system.svc.cluster.local",
			SessionAffinity: corev1.ServiceAffinityNone,
			Ports:           []corev1.ServicePort{{Name: "http", Protocol: corev1.ProtocolTCP, Port: 80, TargetPort: intstr.FromInt32(80)}},
		},
	}
	if diff := cmp.Diff(want, service); diff != "" {
		t.Error(diff)
	}
	if url != "http://c-git.team.svc.cluster.local" {
		t.Errorf("proxy address %s", url)
	}
}

func TestProxyAddress(t *testing.T) {
	path := func(c *v1alpha1.ConnectorClass) {
		c.Annotations = map[string]string{v1alpha1.ProxyResolverAnnotation: "path"}
	}
	long := strings.Repeat("long-", 20) + "name"
	for _, test := range []struct {
		name, connector, proxy string
		class                  *v1alpha1.ConnectorClass
		want, external         string
	}{
		{"another port", "git", "http://proxy.system.svc.cluster.local:8080", readyClass(), "http://c-git.team.svc.cluster.local:8080", "proxy.system.svc.cluster.local"},
		{"https", "git", "https://proxy.system.svc.cluster.local", readyClass(), "https://c-git.team.svc.cluster.local", "proxy.system.svc.cluster.local"},
		{"a path of the class", "git", "http://proxy.example.com/oci", readyClass(), "http://c-git.team.svc.cluster.local/oci", "proxy.example.com"},
		{"resolver path", "git", "http://proxy.example.com", readyClass(path), "http://c-git.team.svc.cluster.local/namespaces/team/connectors/git", "proxy.example.com"},
		{"this machine by its address", "git", "http://127.0.0.1:8080", readyClass(), "http://c-git.team.svc.cluster.local:8080", "localhost"},
		{"a name with dots", "git.example", "http://proxy.example.com", readyClass(), "http://c-git-example-b5137dabd7c1792c.team.svc.cluster.local", "proxy.example.com"},
		{"a long name and resolver path", long, "http://proxy.example.com", readyClass(path), "http://" + proxyname.Service(long) + ".team.svc.cluster.local/namespaces/team/connectors/" + long, "proxy.example.com"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := connectorOf(func(c *v1alpha1.Connector) { c.Name = test.connector })
			service, url, err := desiredService(c, test.class, addressOf(t, test.proxy))
			if err != nil {
				t.Fatal(err)
			}
			if service.Spec.ExternalName != test.external {
				t.Errorf("points to %q, want %q", service.Spec.ExternalName, test.external)
			}
			if url != test.want {
				t.Errorf("proxy address %q, want %q", url, test.want)
			}
		})
	}
	if _, _, err := desiredService(connectorOf(), readyClass(), addressOf(t, "http://10.1.2.3")); err == nil {
		t.Error("a Service of type ExternalName cannot point to an IP address")
	}
}

func TestRepaired(t *testing.T) {
	desired, _, err := desiredService(connectorOf(), readyClass(), addressOf(t, "http://proxy.example.com"))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name    string
		change  func(*corev1.Service)
		differs bool
	}{
		{"as it ought to be", func(*corev1.Service) {}, false},
		{"with more labels and annotations", func(s *corev1.Service) {
			s.Labels["team"] = "a"
			s.Annotations = map[string]string{"note": "b"}
		}, false},
		{"another target", func(s *corev1.Service) { s.Spec.ExternalName = "evil.example.com" }, true},
		{"another type", func(s *corev1.Service) { s.Spec.Type, s.Spec.ExternalName = corev1.ServiceTypeClusterIP, "" }, true},
		{"a selector", func(s *corev1.Service) { s.Spec.Selector = map[string]string{"app": "evil"} }, true},
		{"another port", func(s *corev1.Service) { s.Spec.Ports[0].Port = 81 }, true},
		{"no labels", func(s *corev1.Service) { s.Labels = nil }, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			existing := desired.DeepCopy()
			existing.ResourceVersion = "7"
			test.change(existing)
			before := existing.DeepCopy()
			fixed, differs := repaired(existing, desired)
			if differs != test.differs {
				t.Errorf("differs: %t, want %t", differs, test.differs)
			}
			if diff := cmp.Diff(desired.Spec, fixed.Spec); diff != "" {
				t.Errorf("not repaired: %s", diff)
			}
			if fixed.ResourceVersion != "7" || fixed.Annotations["note"] != before.Annotations["note"] {
				t.Error("what others wrote was lost")
			}
			if diff := cmp.Diff(before, existing); diff != "" {
				t.Errorf("the Service of the informer was changed: %s", diff)
			}
		})
	}
}

func TestTrimmerKeepsWhatIsCompared(t *testing.T) {
	desired, _, err := desiredService(connectorOf(), readyClass(), addressOf(t, "http://proxy.example.com"))
	if err != nil {
		t.Fatal(err)
	}
	desired.Annotations = map[string]string{"large": strings.Repeat("x", 1000)}
	trimmed, err := NewTrimmer()(desired)
	if err != nil {
		t.Fatal(err)
	}
	service, ok := trimmed.(*corev1.Service)
	if !ok || service.Annotations != nil {
		t.Fatalf("got %v", trimmed)
	}
	if _, differs := repaired(service, desired); differs || !controls(connectorOf(), service) {
		t.Error("a trimmed Service looks like one that must be repaired or belongs to somebody else")
	}
}
