// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"
)

const (
	servicePrefix = "c-"
	clusterDomain = ".cluster.local"
	serviceDomain = ".svc"
)

// service is the proxy Service that a Host names.
type service struct{ namespace, name string }

// connector is the name of the Connector unless the Service's name is hashed.
func (s service) connector() string { return strings.TrimPrefix(s.name, servicePrefix) }

// parseHost reads c-<connector>.<namespace>.svc[.cluster.local][.][:port], in upper or lower case.
func parseHost(host string) (service, bool) {
	host, ok := withoutPort(host)
	if !ok || !isASCII(host) {
		return service{}, false
	}
	host = strings.TrimSuffix(strings.ToLower(strings.TrimSuffix(host, ".")), clusterDomain)
	host, ok = strings.CutSuffix(host, serviceDomain)
	if !ok {
		return service{}, false
	}
	name, namespace, ok := strings.Cut(host, ".")
	s := service{namespace: namespace, name: name}
	// With its prefix the name is a label if it is one without, and not too long.
	return s, ok && strings.HasPrefix(name, servicePrefix) && len(name) <= validation.DNS1123LabelMaxLength &&
		isLabel(s.connector()) && isLabel(namespace)
}

// withoutPort cuts off a port, which may be empty and must be digits.
func withoutPort(host string) (string, bool) {
	name, port, _ := strings.Cut(host, ":")
	return name, strings.Trim(port, "0123456789") == ""
}

// isASCII keeps out letters that only become ASCII when their case is lowered, such as the sign for Kelvin.
func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

func isLabel(text string) bool { return len(validation.IsDNS1123Label(text)) == 0 }
