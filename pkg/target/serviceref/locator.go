// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package serviceref

import (
	"net"
	"slices"
	"strings"

	corelisters "k8s.io/client-go/listers/core/v1"
)

// Locator finds what to dial for the DNS names of Services, so that no DNS of the cluster is needed. It is safe for
// concurrent use.
type Locator struct {
	services corelisters.ServiceLister
}

// NewLocator returns a Locator of the Services that the lister shows.
func NewLocator(services corelisters.ServiceLister) *Locator { return &Locator{services: services} }

// Locate gives the host:port to dial for <name>.<namespace>.svc[.cluster.local][.]:port: the external name of the
// Service or its cluster IP. Everything else is given back as it is: other hosts, Services that are
// not known, and headless ones, to which only DNS knows the way.
func (l *Locator) Locate(hostPort string) string {
	host, port, err := net.SplitHostPort(hostPort)
	if err != nil {
		return hostPort
	}
	name, namespace, ok := parseDNSName(host)
	if !ok {
		return hostPort
	}
	service, err := l.services.Services(namespace).Get(name)
	if err != nil {
		return hostPort
	}
	dial, ok := dialAddress(service, port)
	if !ok {
		return hostPort
	}
	return dial
}

// parseDNSName reads the DNS name of a Service, with or without the domain of the cluster, absolute or not.
func parseDNSName(host string) (name, namespace string, ok bool) {
	labels := strings.Split(strings.TrimSuffix(strings.ToLower(host), "."), ".")
	if len(labels) < 3 || slices.Contains(labels, "") || labels[2] != "svc" {
		return "", "", false
	}
	domain := strings.Join(labels[3:], ".")
	return labels[0], labels[1], domain == "" || domain == clusterDomain
}
