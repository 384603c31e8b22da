// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package serviceref

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// Scheme is that of a URL.
type Scheme string

const (
	// HTTP is what is preferred of a proxy: clients of the cluster send it plain requests.
	HTTP Scheme = "http"
	// HTTPS is what is preferred of a class API: it is sent credentials.
	HTTPS Scheme = "https"
)

func (s Scheme) other() Scheme {
	if s == HTTP {
		return HTTPS
	}
	return HTTP
}

func (s Scheme) defaultPort() int32 {
	if s == HTTPS {
		return 443
	}
	return 80
}

// port is the port of a Service that requests go to. Its zero value says that there is none.
type port struct {
	number int32
	scheme Scheme
}

// portOf chooses the port of a Service. One of type ExternalName needs none: it then has that of the scheme.
func portOf(service *corev1.Service, certificates bool, prefer Scheme) port {
	ports := tcpPorts(service.Spec.Ports)
	scheme := HTTP
	if certificates && prefer == HTTPS {
		scheme = HTTPS
	}
	switch {
	case len(ports) > 0:
		chosen := choose(ports, prefer)
		if saysTLS(chosen) {
			scheme = HTTPS
		}
		return port{number: chosen.Port, scheme: scheme}
	case service.Spec.Type == corev1.ServiceTypeExternalName:
		return port{number: scheme.defaultPort(), scheme: scheme}
	}
	return port{}
}

// tcpPorts drops ports that HTTP is not spoken at. An empty protocol is TCP.
func tcpPorts(all []corev1.ServicePort) []corev1.ServicePort {
	return slices.DeleteFunc(slices.Clone(all), func(p corev1.ServicePort) bool {
		return p.Protocol != "" && p.Protocol != corev1.ProtocolTCP
	})
}

// choose prefers the port that is named after the scheme, then the one with its number, then those of the other scheme,
// then the first.
func choose(ports []corev1.ServicePort, prefer Scheme) *corev1.ServicePort {
	for _, scheme := range []Scheme{prefer, prefer.other()} {
		named := func(p corev1.ServicePort) bool { return p.Name == string(scheme) }
		numbered := func(p corev1.ServicePort) bool { return p.Port == scheme.defaultPort() }
		for _, suits := range []func(corev1.ServicePort) bool{named, numbered} {
			if i := slices.IndexFunc(ports, suits); i >= 0 {
				return &ports[i]
			}
		}
	}
	return &ports[0]
}

// saysTLS follows the name, the protocol and the number of a port, as a class and its Service give them.
func saysTLS(p *corev1.ServicePort) bool {
	return p.Name == string(HTTPS) || strings.HasPrefix(p.Name, string(HTTPS)+"-") || p.Port == HTTPS.defaultPort() ||
		(p.AppProtocol != nil && strings.EqualFold(*p.AppProtocol, string(HTTPS)))
}
