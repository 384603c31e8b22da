// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package serviceref

import (
	"net"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	corelisters "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
)

func newLocator(tb testing.TB, services ...*corev1.Service) *Locator {
	tb.Helper()
	indexer := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc})
	for _, service := range services {
		if err := indexer.Add(service); err != nil {
			tb.Fatal(err)
		}
	}
	return NewLocator(corelisters.NewServiceLister(indexer))
}

func inNamespace(namespace string, change func(*corev1.Service)) *corev1.Service {
	service := newService(change)
	service.Namespace = namespace
	return service
}

func testLocator(tb testing.TB) *Locator {
	return newLocator(tb,
		inNamespace("tools", nil),
		inNamespace("v6", clusterIPIs("fd00::1")),
		inNamespace("headless", clusterIPIs(corev1.ClusterIPNone)),
		inNamespace("pending", clusterIPIs("")),
		inNamespace("outside", externalName("localhost")),
		inNamespace("nowhere", externalName("")),
	)
}

func TestLocate(t *testing.T) {
	locator := testLocator(t)
	const unchanged = ""
	for _, tt := range []struct{ name, hostPort, want string }{
		{"short", "api.tools.svc:80", clusterIP + ":80"},
		{"with the cluster's domain", "api.tools.svc.cluster.local:8080", clusterIP + ":8080"},
		{"absolute", "api.tools.svc.cluster.local.:80", clusterIP + ":80"},
		{"short and absolute", "api.tools.svc.:80", clusterIP + ":80"},
		{"capitals", "API.Tools.SVC.Cluster.Local:80", clusterIP + ":80"},
		{"IPv6", "api.v6.svc:443", "[fd00::1]:443"},
		{"external name", "api.outside.svc.cluster.local:6443", "localhost:6443"},
		{"external name that is missing", "api.nowhere.svc:80", unchanged},
		{"headless", "api.headless.svc.cluster.local:80", unchanged},
		{"no address yet", "api.pending.svc:80", unchanged},
		{"unknown Service", "other.tools.svc:80", unchanged},
		{"unknown namespace", "api.other.svc:80", unchanged},
		{"without svc", "api.tools:80", unchanged},
		{"Pod", "api.tools.pod.cluster.local:80", unchanged},
		{"another domain", "api.tools.svc.example.com:80", unchanged},
		{"part of the domain", "api.tools.svc.cluster:80", unchanged},
		{"below a Service", "pod-0.api.tools.svc.cluster.local:80", unchanged},
		{"two dots at the end", "api.tools.svc..:80", unchanged},
		{"IP address", "10.0.0.1:80", unchanged},
		{"no port", "api.tools.svc", unchanged},
		{"nothing", "", unchanged},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want := tt.want
			if want == unchanged {
				want = tt.hostPort
			}
			if got := locator.Locate(tt.hostPort); got != want {
				t.Errorf("%q leads to %q, want %q", tt.hostPort, got, want)
			}
		})
	}
}

func FuzzLocate(f *testing.F) {
	for _, seed := range []string{
		"api.tools.svc.cluster.local.:80", "api.outside.svc:443", "[api.v6.svc]:1", "api.tools.svc..:80", "[::1]:80", ":", "a.b.svc%:x",
	} {
		f.Add(seed)
	}
	locator := testLocator(f)
	f.Fuzz(func(t *testing.T, hostPort string) {
		got := locator.Locate(hostPort)
		if got == hostPort {
			return
		}
		wasHost, wasPort, err := net.SplitHostPort(hostPort)
		if err != nil {
			t.Fatalf("%q is no host:port and leads to %q", hostPort, got)
		}
		host, port, err := net.SplitHostPort(got)
		if err != nil || port != wasPort {
			t.Errorf("%q leads to %q: %v", hostPort, got, err)
		}
		known := map[string]string{"tools": clusterIP, "v6": "fd00::1", "outside": "localhost"}
		_, rest, _ := strings.Cut(strings.ToLower(wasHost), ".")
		namespace, _, _ := strings.Cut(rest, ".")
		if !strings.HasPrefix(rest, namespace+".svc") || known[namespace] != host {
			t.Errorf("%q leads to %q, the address of another Service", hostPort, got)
		}
	})
}
