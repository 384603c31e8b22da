// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package dialflags has the command line flags that say which addresses may be dialled. Every program that connects to
// tools has the same ones.
package dialflags

import (
	"fmt"
	"net/netip"

	"github.com/spf13/pflag"

	"connectors.alauda.io/pkg/proxy/upstream"
)

// Options are the values of the flags.
type Options struct {
	// Allow are exceptions from the addresses that are never dialled, in CIDR notation.
	Allow []string
	// Deny are addresses with a port that are never dialled, whatever Allow says.
	Deny []string
	// InternalRanges are ranges of Pods, Services and nodes that the cluster does not tell, in CIDR notation.
	InternalRanges []string
}

const (
	allow          = "dial-allow"
	deny           = "dial-deny"
	internalRanges = "internal-ranges"
)

// AddFlags adds the flags.
func (o *Options) AddFlags(flags *pflag.FlagSet) {
	flags.StringSliceVar(&o.Allow, allow, o.Allow,
		"CIDRs of tools that may be dialled although they are loopback, link-local or otherwise refused.")
	flags.StringSliceVar(&o.Deny, deny, o.Deny,
		"Addresses with a port, such as 10.0.0.1:2379, that are never dialled: etcd, for instance.")
	flags.StringSliceVar(&o.InternalRanges, internalRanges, o.InternalRanges,
		"CIDRs of Pods, Services and nodes that a tool's redirect must not lead to, in addition to those that "+
			"ServiceCIDR and Node objects name.")
}

// Rules gives what the flags say, or what is wrong with them.
func (o *Options) Rules() (upstream.Rules, error) {
	var rules upstream.Rules
	var err error
	if rules.Allow, err = prefixes(allow, o.Allow); err != nil {
		return upstream.Rules{}, err
	}
	if rules.Internal, err = prefixes(internalRanges, o.InternalRanges); err != nil {
		return upstream.Rules{}, err
	}
	for _, text := range o.Deny {
		endpoint, err := netip.ParseAddrPort(text)
		if err != nil {
			return upstream.Rules{}, fmt.Errorf("--%s must be a list of IP addresses with a port such as 10.0.0.1:2379: %w", deny, err)
		}
		rules.DenyEndpoints = append(rules.DenyEndpoints, endpoint)
	}
	return rules, nil
}

func prefixes(flag string, texts []string) ([]netip.Prefix, error) {
	parsed := make([]netip.Prefix, 0, len(texts))
	for _, text := range texts {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("--%s must be a list of CIDRs such as 10.0.0.0/8: %w", flag, err)
		}
		parsed = append(parsed, prefix.Masked())
	}
	return parsed, nil
}
