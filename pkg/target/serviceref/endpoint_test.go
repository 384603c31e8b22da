// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package serviceref

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/utils/ptr"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

const clusterIP = "10.96.1.2"

func newService(change func(*corev1.Service), ports ...corev1.ServicePort) *corev1.Service {
	service := &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Namespace: "tools", Name: "api"},
		Spec:       corev1.ServiceSpec{Type: corev1.ServiceTypeClusterIP, ClusterIP: clusterIP, Ports: ports},
	}
	if change != nil {
		change(service)
	}
	return service
}

func named(name string, number int32) corev1.ServicePort {
	return corev1.ServicePort{Name: name, Port: number, Protocol: corev1.ProtocolTCP}
}

func at8080(port corev1.ServicePort) corev1.ServicePort {
	port.TargetPort = intstr.FromInt32(8080)
	return port
}

func externalName(host string) func(*corev1.Service) {
	return func(s *corev1.Service) {
		s.Spec.Type, s.Spec.ClusterIP, s.Spec.ExternalName = corev1.ServiceTypeExternalName, "", host
	}
}

func clusterIPIs(ip string) func(*corev1.Service) {
	return func(s *corev1.Service) { s.Spec.ClusterIP = ip }
}

func TestResolve(t *testing.T) {
	const host = "api.tools.svc.cluster.local"
	plain := func(port string) Endpoint {
		return Endpoint{URL: "http://" + host + strings.TrimSuffix(":"+port, ":80"), Dial: clusterIP + ":" + port, ServerName: host}
	}
	secure := func(port string) Endpoint {
		return Endpoint{URL: "https://" + host + strings.TrimSuffix(":"+port, ":443"), Dial: clusterIP + ":" + port, TLS: true, ServerName: host}
	}
	dialled := func(e Endpoint, dial string) Endpoint { e.Dial = dial; return e }
	at := func(e Endpoint, path string) Endpoint { e.URL += path; return e }
	appProtocol := func(protocol string) corev1.ServicePort {
		return corev1.ServicePort{Port: 8443, AppProtocol: ptr.To(protocol)}
	}
	udp := corev1.ServicePort{Name: "http", Port: 80, Protocol: corev1.ProtocolUDP}

	for _, tt := range []struct {
		name         string
		uri, caCerts string
		prefer       Scheme
		service      *corev1.Service
		want         Endpoint
	}{
		{"the only port", "", "", HTTP, newService(nil, named("", 8080)), plain("8080")},
		{"the port of http is left out", "", "", HTTP, newService(nil, named("", 80)), plain("80")},
		{"the port of https is left out", "", "", HTTPS, newService(nil, named("", 443)), secure("443")},
		{"a proxy prefers the name http", "", "", HTTP, newService(nil, named("https", 443), named("other", 80), named("http", 8080)), plain("8080")},
		{"a proxy prefers number 80", "", "", HTTP, newService(nil, named("https", 443), named("web", 80)), plain("80")},
		{"a proxy takes https otherwise", "", "", HTTP, newService(nil, named("metrics", 9090), named("https", 8443)), secure("8443")},
		{"an API prefers the name https", "", "", HTTPS, newService(nil, named("http", 80), named("tls", 443), named("https", 8443)), secure("8443")},
		{"an API prefers number 443", "", "", HTTPS, newService(nil, named("http", 80), named("tls", 443)), secure("443")},
		{"an API takes http otherwise", "", "", HTTPS, newService(nil, named("metrics", 9090), named("http", 8080)), plain("8080")},
		{"the first of unknown ones", "", "", HTTPS, newService(nil, named("a", 1001), named("b", 1002)), plain("1001")},
		{"other protocols are passed over", "", "", HTTP, newService(nil, udp, named("b", 1002)), plain("1002")},

		{"a name that begins with https", "", "", HTTP, newService(nil, named("https-web", 8443)), secure("8443")},
		{"a name that only looks so", "", "", HTTP, newService(nil, named("httpsweb", 8443)), plain("8443")},
		{"the protocol of the application", "", "", HTTP, newService(nil, appProtocol("HTTPS")), secure("8443")},
		{"another protocol of the application", "", "", HTTP, newService(nil, appProtocol("kubernetes.io/h2c")), plain("8443")},
		{"certificates of an API", "", "PEM", HTTPS, newService(nil, named("", 8443)), secure("8443")},
		{"certificates of a proxy vouch for what it answers with", "", "PEM", HTTP, newService(nil, named("", 8080)), plain("8080")},

		{"path", "git", "", HTTP, newService(nil, named("", 80)), at(plain("80"), "/git")},
		{"rooted path with a slash at its end", "/git/v1/", "", HTTP, newService(nil, named("", 8080)), at(plain("8080"), "/git/v1/")},
		{"the root", "/", "", HTTP, newService(nil, named("", 80)), at(plain("80"), "/")},

		{"external name", "", "", HTTP, newService(externalName("localhost"), named("http", 8080)), dialled(plain("8080"), "localhost:8080")},
		{"external name without ports", "", "", HTTP, newService(externalName("a.example")), dialled(plain("80"), "a.example:80")},
		{"external name with certificates", "", "PEM", HTTPS, newService(externalName("a.example")), dialled(secure("443"), "a.example:443")},
		{"external name with a target port", "", "", HTTP, newService(externalName("localhost"), at8080(named("http", 80))), dialled(plain("80"), "localhost:8080")},
		{"headless", "", "", HTTP, newService(clusterIPIs(corev1.ClusterIPNone), named("", 8080)), dialled(plain("8080"), host+":8080")},
		{"no address yet", "", "", HTTP, newService(clusterIPIs(""), named("", 8080)), dialled(plain("8080"), host+":8080")},
		{"IPv6", "", "", HTTP, newService(clusterIPIs("fd00::1"), named("", 8080)), dialled(plain("8080"), "[fd00::1]:8080")},

		{
			"an absolute uri wins", "https://Git.example.com:443/api/", "", HTTP, nil,
			Endpoint{URL: "https://git.example.com/api/", Dial: "git.example.com:443", TLS: true, ServerName: "git.example.com"},
		},
		{
			"an absolute uri with an IPv6 address", "http://[2001:db8::1]", "PEM", HTTPS, newService(nil),
			Endpoint{URL: "http://[2001:db8::1]", Dial: "[2001:db8::1]:80", ServerName: "2001:db8::1"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ref := &v1alpha1.ObjectReference{Kind: "Service", Namespace: "tools", Name: "api"}
			got, err := Resolve(ref, tt.uri, tt.caCerts, tt.prefer, tt.service)
			if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
				t.Errorf("%v %s", err, diff)
			}
		})
	}
}

func TestResolveInTheSystemNamespace(t *testing.T) {
	ref := &v1alpha1.ObjectReference{Kind: "Service", Name: "connectors-proxy"}
	name, ok := Referent(ref, "/a")
	if want := (types.NamespacedName{Namespace: "connectors-system", Name: "connectors-proxy"}); !ok || name != want {
		t.Errorf("the referent is %s %t, want %s", name, ok, want)
	}
	got, err := Resolve(ref, "", "", HTTP, newService(nil, named("", 80)))
	if want := "http://connectors-proxy.connectors-system.svc.cluster.local"; err != nil || got.URL != want {
		t.Errorf("%v, %v, want %s", got, err, want)
	}
}

func TestResolveFails(t *testing.T) {
	ref := &v1alpha1.ObjectReference{Kind: "Service", Namespace: "tools", Name: "api"}
	good := newService(nil, named("", 80))
	for _, tt := range []struct {
		name    string
		ref     *v1alpha1.ObjectReference
		uri     string
		service *corev1.Service
		reason  string
		says    string
	}{
		{"no Service", ref, "", nil, ReasonServiceNotFound, "Service tools/api does not exist"},
		{"no port", ref, "", newService(nil), ReasonServiceHasNoPort, "Service tools/api has no TCP port"},
		{"another protocol only", ref, "", newService(nil, corev1.ServicePort{Port: 53, Protocol: corev1.ProtocolUDP}), ReasonServiceHasNoPort, "TCP"},
		{"nothing", nil, "", nil, ReasonAddressInvalid, "absolute URL"},
		{"path below nothing", nil, "/a", nil, ReasonAddressInvalid, "unless ref names a Service"},
		{"another scheme", nil, "ftp://canary", nil, ReasonAddressInvalid, "http or https"},
		{"password", nil, "https://u:canary@host", nil, ReasonAddressInvalid, "user information"},
		{"query", ref, "/a?b=canary", good, ReasonAddressInvalid, "Service tools/api has no usable address"},
		{"path of another host", ref, "//canary/a", good, ReasonAddressInvalid, "two slashes"},
		{"path that leads out", ref, "/a/../b", good, ReasonAddressInvalid, "segment"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Resolve(tt.ref, tt.uri, "", HTTP, tt.service)
			var failed *Error
			if !errors.As(err, &failed) || failed.Reason != tt.reason || !strings.Contains(failed.Error(), tt.says) || got != (Endpoint{}) {
				t.Errorf("%+v, %v, want %s about %q", got, err, tt.reason, tt.says)
			}
			if err != nil && strings.Contains(err.Error(), "canary") {
				t.Errorf("the message repeats the uri: %v", err)
			}
		})
	}
}
