// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	kubefake "k8s.io/client-go/kubernetes/fake"
	corelisters "k8s.io/client-go/listers/core/v1"
	clienttesting "k8s.io/client-go/testing"
	"k8s.io/client-go/tools/cache"
	"k8s.io/utils/ptr"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/target/serviceref"
)

// canary is what services say and nobody may repeat.
const canary = "canary-77d1"

func testGuard() *upstream.Guard {
	return upstream.NewGuard(upstream.Rules{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}})
}

// external is Service tools/api, an ExternalName.
func external(host, portName string, port int32) *corev1.Service {
	return &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Namespace: "tools", Name: "api"},
		Spec: corev1.ServiceSpec{
			Type: corev1.ServiceTypeExternalName, ExternalName: host,
			Ports: []corev1.ServicePort{{Name: portName, Port: port}},
		},
	}
}

// internal is Service tools/api with a cluster IP, which happens to be that of this machine.
func internal(port int32) *corev1.Service {
	service := external("", "http", port)
	service.Spec.Type, service.Spec.ClusterIP = corev1.ServiceTypeClusterIP, "127.0.0.1"
	return service
}

func slice(service string, ready ...*bool) *discoveryv1.EndpointSlice {
	slice := &discoveryv1.EndpointSlice{ObjectMeta: metav1.ObjectMeta{
		Namespace: "tools", Name: service + "-1", Labels: map[string]string{discoveryv1.LabelServiceName: service},
	}}
	for _, ready := range ready {
		slice.Endpoints = append(slice.Endpoints, discoveryv1.Endpoint{
			Addresses: []string{"10.0.0.1"}, Conditions: discoveryv1.EndpointConditions{Ready: ready},
		})
	}
	return slice
}

func newObserver(t *testing.T, roots *x509.CertPool, kube *kubefake.Clientset, services ...*corev1.Service) *observer {
	t.Helper()
	indexer := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc})
	for _, service := range services {
		if err := indexer.Add(service); err != nil {
			t.Fatal(err)
		}
	}
	lister := corelisters.NewServiceLister(indexer)
	everybody := func() *x509.CertPool { return roots }
	return &observer{
		services: lister, kube: kube, roots: everybody, apiRoots: onlyOr(everybody),
		checker: checker{
			dialer:  testGuard().NewDialer(upstream.PolicyTool, patience, nil),
			locator: serviceref.NewLocator(lister), timeout: patience,
		},
	}
}

func apiOf(uri, caCerts string) *declaration {
	return &declaration{
		api: true, ref: &v1alpha1.ObjectReference{Kind: "Service", Namespace: "tools", Name: "api"},
		uri: uri, caCerts: caCerts, prefer: serviceref.HTTPS,
	}
}

func TestObserveConnections(t *testing.T) {
	ours, theirs := newAuthority(t), newAuthority(t)
	port := func(s *service) *corev1.Service { return external("localhost", "https", s.port()) }
	withCertificate := func(t *testing.T, change func(*x509.Certificate)) *corev1.Service {
		return port(serve(t, secure(ours.issue(t, change))))
	}
	const timedOut = "the service timed out"
	for _, tt := range []struct {
		name    string
		caCerts string
		roots   *x509.CertPool
		service func(t *testing.T) *corev1.Service
		// says is empty where all is well.
		says string
	}{
		{"plain", "", nil, func(t *testing.T) *corev1.Service { return external("localhost", "http", serve(t, plain).port()) }, ""},
		{"TLS by the authority of the class", ours.pem, theirs.pool(), func(t *testing.T) *corev1.Service { return withCertificate(t, nil) }, ""},
		{"TLS by the authority of the class beside the system's", ours.pem, nil, func(t *testing.T) *corev1.Service { return withCertificate(t, nil) }, ""},
		{"TLS by an authority that everybody trusts", "", ours.pool(), func(t *testing.T) *corev1.Service { return withCertificate(t, nil) }, ""},
		{"TLS by an authority that everybody but the class trusts", theirs.pem, ours.pool(), func(t *testing.T) *corev1.Service { return withCertificate(t, nil) }, "the service's certificate is signed by an unknown authority"},
		{"unknown authority", theirs.pem, nil, func(t *testing.T) *corev1.Service { return withCertificate(t, nil) }, "the service's certificate is signed by an unknown authority"},
		{"expired", ours.pem, nil, func(t *testing.T) *corev1.Service {
			return withCertificate(t, func(c *x509.Certificate) { c.NotAfter = c.NotBefore.Add(time.Hour) })
		}, "has expired on"},
		{"not valid yet", ours.pem, nil, func(t *testing.T) *corev1.Service {
			return withCertificate(t, func(c *x509.Certificate) { c.NotBefore = c.NotAfter.Add(-time.Minute) })
		}, "not valid before"},
		{"certificate of the address instead of the name", ours.pem, nil, func(t *testing.T) *corev1.Service {
			return withCertificate(t, func(c *x509.Certificate) { c.DNSNames = []string{"localhost", canary} })
		}, "not valid for the host"},
		{"HTTP where TLS is expected", "", nil, func(t *testing.T) *corev1.Service { return port(serve(t, speakHTTP)) }, "the service does not speak TLS"},
		{"closed in the handshake", "", nil, func(t *testing.T) *corev1.Service { return port(serve(t, reset)) }, "the service closed the connection"},
		{"hangs in the handshake", "", nil, func(t *testing.T) *corev1.Service { return port(serve(t, hang)) }, timedOut},
		{"nothing listens", "", nil, func(*testing.T) *corev1.Service { return external("localhost", "https", 1) }, "the service refused the connection: nothing listens"},
		{"refused by the guard", "", nil, func(*testing.T) *corev1.Service { return external("127.0.0.2", "http", 80) }, "127.0.0.2:80 may not be dialled: it is a loopback address"},
		{"metadata service", "", nil, func(*testing.T) *corev1.Service { return external("169.254.169.254", "http", 80) }, "metadata service"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			observer := newObserver(t, tt.roots, kubefake.NewClientset(), tt.service(t))
			if tt.says == timedOut {
				observer.checker.timeout = 100 * time.Millisecond
			}
			seen, err := observer.observe(t.Context(), apiOf("", tt.caCerts))
			if err != nil || !seen.declared || !strings.Contains(seen.url, serviceHost) {
				t.Fatalf("%+v, %v", seen, err)
			}
			if tt.says == "" && seen.reason+seen.message != "" {
				t.Errorf("refused: %+v", seen)
			}
			const what = "Service tools/api cannot be connected to: "
			if tt.says != "" && (seen.reason != ReasonConnectionFailed || !strings.HasPrefix(seen.message, what) || !strings.Contains(seen.message, tt.says)) {
				t.Errorf("%s: %q, want it to say %q", seen.reason, seen.message, tt.says)
			}
			if strings.Contains(seen.message, canary) || strings.Contains(seen.message, "the tool") {
				t.Errorf("the message repeats the service, or speaks of a tool: %s", seen.message)
			}
		})
	}
}

func TestObserveSendsNothing(t *testing.T) {
	ours := newAuthority(t)
	for name, tt := range map[string]struct {
		scheme string
		handle func(*service, net.Conn)
	}{
		"plain": {"http", plain},
		"TLS":   {"https", secure(ours.issue(t, nil))},
	} {
		t.Run(name, func(t *testing.T) {
			listening := serve(t, tt.handle)
			seen, err := newObserver(t, ours.pool(), kubefake.NewClientset()).observe(t.Context(), apiOf(listening.url(tt.scheme)+"/v1/", ""))
			if err != nil || seen != (observation{declared: true, url: listening.url(tt.scheme) + "/v1/"}) {
				t.Fatalf("%+v, %v", seen, err)
			}
			if accepted, received := listening.finish(t); accepted != 1 || received != "" {
				t.Errorf("%d connections, on which was sent %q", accepted, received)
			}
		})
	}
}

func TestObserveEndpoints(t *testing.T) {
	for _, tt := range []struct {
		name    string
		slices  []runtime.Object
		reason  string
		message string
		dialled int
	}{
		{"no slice", nil, ReasonNoEndpoints, "Service tools/api has no ready endpoint", 0},
		{"no endpoint", []runtime.Object{slice("api")}, ReasonNoEndpoints, "Service tools/api has no ready endpoint", 0},
		{"none is ready", []runtime.Object{slice("api", ptr.To(false), ptr.To(false))}, ReasonNoEndpoints, "Service tools/api has no ready endpoint", 0},
		{"of another Service", []runtime.Object{slice("other", ptr.To(true))}, ReasonNoEndpoints, "Service tools/api has no ready endpoint", 0},
		{"one is ready", []runtime.Object{slice("api", ptr.To(false), ptr.To(true))}, "", "", 1},
		{"nothing is known", []runtime.Object{slice("api", nil)}, "", "", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			listening := serve(t, plain)
			observer := newObserver(t, nil, kubefake.NewClientset(tt.slices...), internal(listening.port()))
			seen, err := observer.observe(t.Context(), apiOf("", ""))
			if err != nil || seen.reason != tt.reason || seen.message != tt.message || seen.url == "" {
				t.Errorf("%+v, %v", seen, err)
			}
			if accepted, _ := listening.finish(t); accepted != tt.dialled {
				t.Errorf("%d connections, want %d", accepted, tt.dialled)
			}
		})
	}
}

func TestObserveWhatIsNoAddress(t *testing.T) {
	observer := newObserver(t, nil, kubefake.NewClientset(), external("localhost", "http", 1))
	for _, tt := range []struct {
		name string
		d    *declaration
		want observation
	}{
		{"not declared", nil, observation{}},
		{
			"unknown Service", &declaration{ref: &v1alpha1.ObjectReference{Kind: "Service", Name: "connectors-proxy"}, prefer: serviceref.HTTP},
			observation{declared: true, reason: "ServiceNotFound", message: "Service connectors-system/connectors-proxy does not exist"},
		},
		{
			"no address", &declaration{uri: "/" + canary},
			observation{declared: true, reason: "AddressInvalid", message: "the uri must be an absolute URL, such as https://host/path, unless ref names a Service"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if seen, err := observer.observe(t.Context(), tt.d); err != nil || seen != tt.want {
				t.Errorf("%+v, %v, want %+v", seen, err, tt.want)
			}
		})
	}
}

func TestObserveFindsServicesWithoutDNS(t *testing.T) {
	listening := serve(t, plain)
	observer := newObserver(t, nil, kubefake.NewClientset(), external("localhost", "http", listening.port()))
	_, port, _ := strings.Cut(strings.TrimPrefix(listening.url("http"), "http://"), ":")
	seen, err := observer.observe(t.Context(), &declaration{uri: "http://api.tools.svc:" + port})
	if err != nil || seen.reason != "" {
		t.Errorf("%+v, %v", seen, err)
	}
}

func TestObserveTellsFailuresOfTheClusterApart(t *testing.T) {
	kube := kubefake.NewClientset()
	broken := errors.New("etcd is gone")
	kube.PrependReactor("list", "endpointslices", func(clienttesting.Action) (bool, runtime.Object, error) { return true, nil, broken })
	if seen, err := newObserver(t, nil, kube, internal(1)).observe(context.Background(), apiOf("", "")); !errors.Is(err, broken) {
		t.Errorf("%+v, %v", seen, err)
	}
}
