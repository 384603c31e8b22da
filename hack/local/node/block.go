// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"fmt"
	"net/netip"
)

// A Block is the /16 of IPv4 addresses from which a node takes all of its own.
type Block struct{ netip.Prefix }

// The halves and quarters of a block: Pods in the lower half, Services in the next quarter, the link at the end.
const (
	blockBits    = 16
	podBits      = 17
	serviceBits  = 18
	firstService = 128
	linkByte     = 255
	dnsByte      = 10
)

// ParseBlock reads a block, as in 10.89.0.0/16.
func ParseBlock(text string) (Block, error) {
	prefix, err := netip.ParsePrefix(text)
	if err != nil || prefix.Bits() != blockBits || !prefix.Addr().Is4() || prefix.Masked() != prefix || !prefix.Addr().IsPrivate() {
		return Block{}, fmt.Errorf("%q should be a /16 of private IPv4 addresses, as 10.89.0.0/16", text)
	}
	return Block{prefix}, nil
}

// Host is the address of this machine on the link to the node, Node that of the node.
func (b Block) Host() netip.Addr { return b.at(linkByte, 1) }

// Node is the address of the node.
func (b Block) Node() netip.Addr { return b.at(linkByte, 2) }

// Pods is the range of the addresses of Pods.
func (b Block) Pods() netip.Prefix { return netip.PrefixFrom(b.at(0, 0), podBits) }

// Services is the range of the addresses of Services.
func (b Block) Services() netip.Prefix { return netip.PrefixFrom(b.at(firstService, 0), serviceBits) }

// DNS is the address of the Service of the cluster's DNS.
func (b Block) DNS() netip.Addr { return b.at(firstService, dnsByte) }

// Link is the name of the host's end of the link to the node.
func (b Block) Link() string {
	bytes := b.Addr().As4()
	return fmt.Sprintf("cn%d-%d", bytes[0], bytes[1])
}

func (b Block) at(third, fourth byte) netip.Addr {
	bytes := b.Addr().As4()
	return netip.AddrFrom4([4]byte{bytes[0], bytes[1], third, fourth})
}
