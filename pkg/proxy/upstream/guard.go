// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package upstream

import (
	"fmt"
	"net/netip"
	"slices"
	"sync/atomic"
)

// Policy is the ground on which an address is dialled.
type Policy int

const (
	// PolicyTool is for addresses that the author of a Connector or of a class wrote.
	PolicyTool Policy = iota
	// PolicyRedirect is for hosts that a tool's redirect led to.
	PolicyRedirect
	// PolicyPassthrough is for hosts that a client named and that belong to no Connector.
	PolicyPassthrough

	policies = 3
)

// Rules say which addresses may be dialled beyond what is built in.
type Rules struct {
	// Allow lifts the built-in refusals for its prefixes, except for PolicyPassthrough. An address of a cloud's
	// metadata service needs a prefix of exactly this address.
	Allow []netip.Prefix
	// DenyEndpoints and DenyAddrs are never dialled, whatever Allow says: our own etcd, our own Services.
	DenyEndpoints []netip.AddrPort
	DenyAddrs     []netip.Addr
	// Internal are the ranges of Pods, Services and nodes: for PolicyTool only.
	Internal []netip.Prefix
}

// Guard judges the addresses that are really dialled. It is safe for concurrent use.
type Guard struct {
	refused  []refusedRange
	metadata []netip.Addr
	rules    atomic.Pointer[Rules]
}

// NewGuard returns a guard with the built-in refusals and the given rules.
func NewGuard(rules Rules) *Guard {
	g := &Guard{refused: refusedRanges(), metadata: metadataAddrs()}
	g.Replace(rules)
	return g
}

// Replace puts other rules in force, for the next dial on. Connections that are open stay open.
func (g *Guard) Replace(rules Rules) {
	own := Rules{
		Allow:         slices.Clone(rules.Allow),
		DenyEndpoints: slices.Clone(rules.DenyEndpoints),
		DenyAddrs:     slices.Clone(rules.DenyAddrs),
		Internal:      slices.Clone(rules.Internal),
	}
	g.rules.Store(&own)
}

// RefusedError says that the guard did not let an address be dialled.
type RefusedError struct {
	// Endpoint is what would have been dialled.
	Endpoint netip.AddrPort
	// Because completes "it is ...".
	Because string
}

// Error implements error.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("%s may not be dialled: it is %s", e.Endpoint, e.Because)
}

// Check returns a *RefusedError unless endpoint may be dialled under the policy.
func (g *Guard) Check(policy Policy, endpoint netip.AddrPort) error {
	if because := g.because(policy, endpoint); because != "" {
		return &RefusedError{Endpoint: endpoint, Because: because}
	}
	return nil
}

// because is empty when the endpoint may be dialled. Every form of the address is judged by itself: one is enough to refuse.
func (g *Guard) because(policy Policy, endpoint netip.AddrPort) string {
	rules := g.rules.Load()
	for _, ip := range forms(endpoint.Addr()) {
		if denied(rules, netip.AddrPortFrom(ip, endpoint.Port())) {
			return "an address of the system itself"
		}
		if policy != PolicyTool && contains(rules.Internal, ip) {
			return "an address inside the cluster, and only a Connector's own address may lead there"
		}
		if because := g.builtIn(ip); because != "" && (policy == PolicyPassthrough || !g.lifted(rules, ip)) {
			return because
		}
	}
	return ""
}

func denied(rules *Rules, endpoint netip.AddrPort) bool {
	return slices.ContainsFunc(rules.DenyAddrs, func(ip netip.Addr) bool { return ip.Unmap() == endpoint.Addr() }) ||
		slices.ContainsFunc(rules.DenyEndpoints, func(e netip.AddrPort) bool {
			return e.Addr().Unmap() == endpoint.Addr() && e.Port() == endpoint.Port()
		})
}

func (g *Guard) builtIn(ip netip.Addr) string {
	if slices.Contains(g.metadata, ip) {
		return "a metadata service"
	}
	for _, r := range g.refused {
		if r.prefix.Contains(ip) {
			return r.because
		}
	}
	return ""
}

func (g *Guard) lifted(rules *Rules, ip netip.Addr) bool {
	exactly := slices.Contains(g.metadata, ip)
	return slices.ContainsFunc(rules.Allow, func(p netip.Prefix) bool {
		return p.Contains(ip) && (!exactly || p.IsSingleIP())
	})
}

func contains(prefixes []netip.Prefix, ip netip.Addr) bool {
	return slices.ContainsFunc(prefixes, func(p netip.Prefix) bool { return p.Contains(ip) })
}
