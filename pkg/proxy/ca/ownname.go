// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"net"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

const (
	// ServiceName is the Service of the proxy in the system namespace.
	ServiceName = "connectors-proxy"

	connectorPrefix = "c-"
	localhost       = "localhost"
)

// ownName says whether a client asks for the proxy itself, and for which of its names: its Service, the Service of a
// Connector, or this machine where the connection does not leave it. Local is the address that the client connected to;
// without a name (clients send none with an address) it is what counts. Whether there is a Connector of that name is not
// looked at: who is not known yet shall not learn it.
func ownName(name string, local net.IP) (string, bool) {
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	switch {
	case name == "" || name == localhost:
		if name == "" {
			name = local.String()
		}
		return name, local.IsLoopback()
	case isService(name):
		return name, true
	}
	return "", false
}

// isService is true for connectors-proxy[.connectors-system[.svc[.cluster.local]]] and c-*.<namespace>.svc[.cluster.local].
func isService(name string) bool {
	short, inCluster := strings.CutSuffix(strings.TrimSuffix(name, ".cluster.local"), ".svc")
	if !inCluster && strings.HasSuffix(name, ".cluster.local") {
		return false
	}
	service, namespace, qualified := strings.Cut(short, ".")
	if service == ServiceName && (namespace == v1alpha1.SystemNamespace || !qualified && !inCluster) {
		return true
	}
	return inCluster && qualified && strings.HasPrefix(service, connectorPrefix) && isLabel(service) && isLabel(namespace)
}

func isLabel(text string) bool { return len(validation.IsDNS1123Label(text)) == 0 }
