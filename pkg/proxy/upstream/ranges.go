// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package upstream

import "net/netip"

// refusedRange is a range that no tool is in.
type refusedRange struct {
	prefix netip.Prefix
	// because completes "it is ...".
	because string
}

func refusedRanges() []refusedRange {
	return []refusedRange{
		{netip.MustParsePrefix("127.0.0.0/8"), "a loopback address"},
		{netip.MustParsePrefix("::1/128"), "a loopback address"},
		{netip.MustParsePrefix("169.254.0.0/16"), "a link-local address"},
		{netip.MustParsePrefix("fe80::/10"), "a link-local address"},
		// Linux connects to the local host for 0.0.0.0 and ::.
		{netip.MustParsePrefix("0.0.0.0/8"), "an unspecified address"},
		{netip.MustParsePrefix("::/128"), "an unspecified address"},
		{netip.MustParsePrefix("224.0.0.0/4"), "a multicast address"},
		{netip.MustParsePrefix("ff00::/8"), "a multicast address"},
		{netip.MustParsePrefix("255.255.255.255/32"), "the broadcast address"},
	}
}

// metadataAddrs are the addresses at which clouds hand out identities to whoever can reach them.
func metadataAddrs() []netip.Addr {
	return []netip.Addr{
		netip.MustParseAddr("169.254.169.254"), // AWS, Azure, Google, OpenStack, DigitalOcean, ...
		netip.MustParseAddr("169.254.170.2"),   // AWS, tasks
		netip.MustParseAddr("169.254.170.23"),  // AWS, Pod identity
		netip.MustParseAddr("fd00:ec2::254"),   // AWS
		netip.MustParseAddr("fd00:ec2::23"),    // AWS, Pod identity
		netip.MustParseAddr("fd20:ce::254"),    // Google
		netip.MustParseAddr("168.63.129.16"),   // Azure
		netip.MustParseAddr("100.100.100.200"), // Alibaba
		netip.MustParseAddr("192.0.0.192"),     // Oracle
		netip.MustParseAddr("169.254.42.42"),   // Scaleway
		netip.MustParseAddr("fd00:42::42"),     // Scaleway
	}
}

// forms returns an address, without zone and IPv4 mapping, and the IPv4 addresses that it stands for.
func forms(ip netip.Addr) []netip.Addr {
	ip = ip.WithZone("").Unmap()
	if ip.Is4() {
		return []netip.Addr{ip}
	}
	b := ip.As16()
	all := append(make([]netip.Addr, 0, 4), ip)
	for _, e := range embeddings() {
		if e.prefix.Contains(ip) {
			all = append(all, e.extract(b))
		}
	}
	if netip.PrefixFrom(netip.AddrFrom16([16]byte{1: 0x64, 2: 0xff, 3: 0x9b, 5: 1}), 48).Contains(ip) {
		all = append(all, localNAT64(b)...)
	}
	// ISATAP marks the interface identifier, under any prefix.
	if (b[8] == 0 || b[8] == 2) && b[9] == 0 && b[10] == 0x5e && b[11] == 0xfe {
		all = append(all, last4(b))
	}
	return all
}

// embedding is a range whose addresses carry an IPv4 address.
type embedding struct {
	prefix  netip.Prefix
	extract func([16]byte) netip.Addr
}

func embeddings() []embedding {
	return []embedding{
		// IPv4-compatible. It holds :: and ::1 as well, which become 0.0.0.0 and 0.0.0.1: refused either way.
		{netip.MustParsePrefix("::/96"), last4},
		// IPv4-translated (SIIT).
		{netip.MustParsePrefix("::ffff:0:0:0/96"), last4},
		// NAT64 with the well-known prefix. The one for local use has several layouts, see localNAT64.
		{netip.MustParsePrefix("64:ff9b::/96"), last4},
		// 6to4.
		{netip.MustParsePrefix("2002::/16"), func(b [16]byte) netip.Addr { return netip.AddrFrom4([4]byte(b[2:6])) }},
		// Teredo: the server, and the client with its bits inverted.
		{netip.MustParsePrefix("2001::/32"), func(b [16]byte) netip.Addr { return netip.AddrFrom4([4]byte(b[4:8])) }},
		{netip.MustParsePrefix("2001::/32"), func(b [16]byte) netip.Addr {
			return netip.AddrFrom4([4]byte{^b[12], ^b[13], ^b[14], ^b[15]})
		}},
	}
}

// localNAT64 reads an address of 64:ff9b:1::/48 in each layout of RFC 6052 that fits into that prefix. A reading that
// begins with zero is that of a layout which is not in use: it would make every address look unspecified.
func localNAT64(b [16]byte) []netip.Addr {
	readings := make([]netip.Addr, 0, 4)
	for _, reading := range [][4]byte{
		{b[6], b[7], b[9], b[10]}, {b[7], b[9], b[10], b[11]}, {b[9], b[10], b[11], b[12]}, [4]byte(b[12:16]),
	} {
		if reading[0] != 0 {
			readings = append(readings, netip.AddrFrom4(reading))
		}
	}
	return readings
}

func last4(b [16]byte) netip.Addr { return netip.AddrFrom4([4]byte(b[12:16])) }
