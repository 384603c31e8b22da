// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
)

// etcdDefaultPort is the port of an etcd URL that names none.
const etcdDefaultPort = 2379

// etcdEndpoints resolves the URLs of etcd, so that no Connector can be pointed at it.
func etcdEndpoints(ctx context.Context, servers []string) ([]netip.AddrPort, error) {
	var endpoints []netip.AddrPort
	for _, server := range servers {
		parsed, err := url.Parse(server)
		if err != nil || parsed.Hostname() == "" {
			return nil, fmt.Errorf("--etcd-servers: %q is no URL such as https://etcd.example.com:2379", server)
		}
		port := uint64(etcdDefaultPort)
		if parsed.Port() != "" {
			if port, err = strconv.ParseUint(parsed.Port(), 10, 16); err != nil {
				return nil, fmt.Errorf("--etcd-servers: the port of %q: %w", server, err)
			}
		}
		addresses, err := net.DefaultResolver.LookupNetIP(ctx, "ip", parsed.Hostname())
		if err != nil {
			return nil, fmt.Errorf("--etcd-servers: resolving %q: %w", server, err)
		}
		for _, address := range addresses {
			endpoints = append(endpoints, netip.AddrPortFrom(address.Unmap(), uint16(port)))
		}
	}
	return endpoints, nil
}
