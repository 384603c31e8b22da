// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"net/netip"
	"strings"
)

// hostResolvers names the name servers of this machine.
const hostResolvers = "/etc/resolv.conf"

// resolvers returns the lines of a resolv.conf that are of use on the node: without the name servers that it cannot reach, at
// loopback addresses of this machine and at addresses of IPv6, and without search lists, so that a name means what it says.
func resolvers(host string) string {
	kept := &strings.Builder{}
	for line := range strings.Lines(host) {
		fields := strings.Fields(line)
		if len(fields) != 2 || fields[0] != "nameserver" {
			continue
		}
		address, err := netip.ParseAddr(fields[1])
		if err == nil && !address.IsLoopback() && address.Is4() {
			kept.WriteString("nameserver " + address.String() + "\n")
		}
	}
	return kept.String()
}
