// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"connectors.alauda.io/pkg/target"
)

// maxHost is more than a DNS name has.
const maxHost = 255

// host is what a leaf is for, in the canonical spelling of addresses; ip is not valid for a DNS name.
type host struct {
	name string
	ip   netip.Addr
}

// parseHost reads a DNS name or an IP address, by the rules for addresses of Connectors: no wildcards, no zones, no
// brackets, no port, nothing that some resolvers take for an IPv4 address and others do not.
func parseHost(text string) (host, error) {
	if ip, err := netip.ParseAddr(text); err == nil && ip.Zone() == "" {
		return hostOf(ip), nil
	}
	if len(text) > maxHost || strings.ContainsAny(text, `:/?#@[]\%`) {
		return host{}, errors.New("no certificate can be signed for what is no host: a DNS name or an IP address, without a port")
	}
	address, err := target.ParseAddress("https://" + text)
	if err != nil {
		return host{}, fmt.Errorf("no certificate can be signed for what is no host: %w", err)
	}
	if ip, err := netip.ParseAddr(address.Host()); err == nil { // it had a dot at its end
		return hostOf(ip), nil
	}
	return host{name: address.Host()}, nil
}

func hostOf(ip netip.Addr) host {
	ip = ip.Unmap()
	return host{name: ip.String(), ip: ip}
}
