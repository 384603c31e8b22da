// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package serviceref

import (
	"net"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/target"
)

// clusterDomain ends the DNS names of Services.
const clusterDomain = "cluster.local"

// Endpoint is where the referent of a class is. It is a value that may be compared with ==.
type Endpoint struct {
	// URL is what requests are sent to, in its canonical spelling. Its host is the DNS name of the Service.
	URL string
	// Dial is the host:port to connect to.
	Dial string
	// TLS says whether the URL is an https one.
	TLS bool
	// ServerName is the host of the URL, which a certificate must be valid for.
	ServerName string
}

// Referent names the Service that an endpoint with this reference and uri depends on; false when it depends on none,
// since an absolute uri needs no Service. A reference without a namespace means the system namespace.
func Referent(ref *v1alpha1.ObjectReference, uri string) (types.NamespacedName, bool) {
	if ref == nil || isAbsolute(uri) {
		return types.NamespacedName{}, false
	}
	name := types.NamespacedName{Namespace: ref.Namespace, Name: ref.Name}
	if name.Namespace == "" {
		name.Namespace = v1alpha1.SystemNamespace
	}
	return name, true
}

// Resolve gives the endpoint of a reference with a uri. An absolute uri is the URL itself, also where there is a
// reference too: the more exact of the two wins, and the Service is not looked at. Otherwise service is the Service that
// Referent names, nil when it does not exist, and uri is a path below it.
//
// The scheme that prefer names decides which of several ports is used. Whether TLS is spoken there is told by the port's
// name, number and protocol, and by caCerts where HTTPS is preferred. Errors are of type *Error.
func Resolve(ref *v1alpha1.ObjectReference, uri, caCerts string, prefer Scheme, service *corev1.Service) (Endpoint, error) {
	if isAbsolute(uri) {
		address, err := target.ParseAddress(uri)
		if err != nil {
			return Endpoint{}, invalid("the uri is no usable address: %v", err)
		}
		return endpoint(address, address.HostPort()), nil
	}
	name, ok := Referent(ref, uri)
	if !ok {
		return Endpoint{}, invalid("the uri must be an absolute URL, such as https://host/path, unless ref names a Service")
	}
	if service == nil {
		return Endpoint{}, notFound(name)
	}
	return resolveService(name, uri, portOf(service, caCerts != "", prefer), service)
}

func isAbsolute(uri string) bool { return strings.Contains(uri, "://") }

func resolveService(name types.NamespacedName, uri string, port port, service *corev1.Service) (Endpoint, error) {
	if port.number == 0 {
		return Endpoint{}, hasNoPort(name)
	}
	portText := strconv.Itoa(int(port.number))
	host := dnsName(name)
	address, err := target.ParseAddress(string(port.scheme) + "://" + net.JoinHostPort(host, portText) + rooted(uri))
	if err != nil {
		return Endpoint{}, invalid("Service %s has no usable address: %v", name, err)
	}
	dial, ok := dialAddress(service, portText)
	if !ok {
		dial = net.JoinHostPort(host, portText)
	}
	return endpoint(address, dial), nil
}

func endpoint(address target.Address, dial string) Endpoint {
	return Endpoint{URL: address.String(), Dial: dial, TLS: address.Scheme() == string(HTTPS), ServerName: address.Host()}
}

func dnsName(name types.NamespacedName) string {
	return name.Name + "." + name.Namespace + ".svc." + clusterDomain
}

// rooted gives a path its leading slash. A trailing one stays as it is.
func rooted(path string) string {
	if path == "" || path[0] == '/' {
		return path
	}
	return "/" + path
}

// dialAddress is the host:port that a port of a Service is dialled by; false when only its DNS name leads to it, as for a
// headless one. An ExternalName is dialled at the target port, which is the port itself where nothing else is said: so a
// Service may stand for a process of one machine, which cannot have port 80 there.
func dialAddress(service *corev1.Service, port string) (string, bool) {
	if service.Spec.Type == corev1.ServiceTypeExternalName {
		return net.JoinHostPort(service.Spec.ExternalName, targetPort(service, port)), service.Spec.ExternalName != ""
	}
	ip := service.Spec.ClusterIP
	return net.JoinHostPort(ip, port), ip != "" && ip != corev1.ClusterIPNone
}

func targetPort(service *corev1.Service, port string) string {
	for _, p := range service.Spec.Ports {
		if strconv.Itoa(int(p.Port)) == port && p.TargetPort.IntValue() != 0 {
			return strconv.Itoa(p.TargetPort.IntValue())
		}
	}
	return port
}
