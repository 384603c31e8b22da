// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package upstream

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
)

func testRules() Rules {
	return Rules{
		Allow: []netip.Prefix{
			netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("169.254.0.0/16"),
			netip.MustParsePrefix("100.100.100.200/32"), netip.MustParsePrefix("10.96.0.0/12"),
		},
		DenyEndpoints: []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:2379")},
		DenyAddrs:     []netip.Addr{netip.MustParseAddr("10.96.0.7"), netip.MustParseAddr("::ffff:10.96.0.8")},
		Internal:      []netip.Prefix{netip.MustParsePrefix("10.96.0.0/12"), netip.MustParsePrefix("fd10::/16")},
	}
}

func TestGuard(t *testing.T) {
	const free = ""
	tests := []struct {
		name, address string
		// tool, redirect and passthrough are parts of the refusal under each policy.
		tool, redirect, passthrough string
	}{
		{"public IPv4", "93.184.216.34", free, free, free},
		{"private IPv4", "192.168.1.1", free, free, free},
		{"public IPv6", "2606:2800:220:1::1", free, free, free},
		{"unique local IPv6", "fd12::1", free, free, free},
		{"loopback", "127.0.0.2", "loopback", "loopback", "loopback"},
		{"end of loopback", "127.255.255.255", "loopback", "loopback", "loopback"},
		{"allowed loopback", "127.0.0.1", free, free, "loopback"},
		{"loopback IPv6", "::1", "loopback", "loopback", "loopback"},
		{"unspecified", "0.0.0.0", "unspecified", "unspecified", "unspecified"},
		{"this network", "0.1.2.3", "unspecified", "unspecified", "unspecified"},
		{"unspecified IPv6", "::", "unspecified", "unspecified", "unspecified"},
		{"link-local allowed", "169.254.1.1", free, free, "link-local"},
		{"link-local IPv6", "fe80::1", "link-local", "link-local", "link-local"},
		{"link-local IPv6 with zone", "fe80::1%lo", "link-local", "link-local", "link-local"},
		{"multicast", "224.0.0.1", "multicast", "multicast", "multicast"},
		{"multicast IPv6", "ff02::1", "multicast", "multicast", "multicast"},
		{"broadcast", "255.255.255.255", "broadcast", "broadcast", "broadcast"},
		{"metadata, not lifted by a range", "169.254.169.254", "metadata", "metadata", "metadata"},
		{"metadata IPv6", "fd00:ec2::254", "metadata", "metadata", "metadata"},
		{"metadata Azure", "168.63.129.16", "metadata", "metadata", "metadata"},
		{"metadata Oracle", "192.0.0.192", "metadata", "metadata", "metadata"},
		{"metadata lifted exactly", "100.100.100.200", free, free, "metadata"},
		{"mapped loopback", "::ffff:127.0.0.2", "loopback", "loopback", "loopback"},
		{"mapped metadata", "::ffff:169.254.169.254", "metadata", "metadata", "metadata"},
		{"compatible", "::127.0.0.2", "loopback", "loopback", "loopback"},
		{"translated", "::ffff:0:127.0.0.2", "loopback", "loopback", "loopback"},
		{"NAT64", "64:ff9b::127.0.0.2", "loopback", "loopback", "loopback"},
		{"NAT64 metadata", "64:ff9b::a9fe:a9fe", "metadata", "metadata", "metadata"},
		{"NAT64 public", "64:ff9b::8.8.8.8", free, free, free},
		{"NAT64 internal", "64:ff9b::10.96.0.1", free, "inside the cluster", "inside the cluster"},
		{"local NAT64", "64:ff9b:1::127.0.0.2", "loopback", "loopback", "loopback"},
		{"local NAT64 /48", "64:ff9b:1:a9fe:a9:fe00::", "metadata", "metadata", "metadata"},
		{"local NAT64 public", "64:ff9b:1::8.8.8.8", free, free, free},
		{"local NAT64 /48 public", "64:ff9b:1:0808:8:0800::", free, free, free},
		{"6to4", "2002:7f00:2::1", "loopback", "loopback", "loopback"},
		{"6to4 public", "2002:808:808::1", free, free, free},
		{"Teredo client", "2001:0:808:808::80ff:fffd", "loopback", "loopback", "loopback"},
		{"Teredo server", "2001:0:7f00:2::f7f7:f7f7", "loopback", "loopback", "loopback"},
		{"ISATAP", "2606::5efe:7f00:2", "loopback", "loopback", "loopback"},
		{"internal", "10.96.0.1", free, "inside the cluster", "inside the cluster"},
		{"internal IPv6", "fd10::1", free, "inside the cluster", "inside the cluster"},
		{"own Service", "10.96.0.7", "system itself", "system itself", "system itself"},
		{"own Service, mapped rule", "10.96.0.8", "system itself", "system itself", "system itself"},
		{"own Service, NAT64", "64:ff9b::10.96.0.7", "system itself", "system itself", "system itself"},
	}
	guard := NewGuard(testRules())
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for policy, want := range map[Policy]string{PolicyTool: tt.tool, PolicyRedirect: tt.redirect, PolicyPassthrough: tt.passthrough} {
				endpoint := netip.AddrPortFrom(netip.MustParseAddr(tt.address), 443)
				err := guard.Check(policy, endpoint)
				var refused *RefusedError
				switch {
				case want == free && err != nil:
					t.Errorf("policy %d refuses: %v", policy, err)
				case want != free && (!errors.As(err, &refused) || !strings.Contains(refused.Because, want) || refused.Endpoint != endpoint):
					t.Errorf("policy %d: %v, want a refusal about %q", policy, err, want)
				}
			}
		})
	}
}

func TestGuardEndpointsAndReplace(t *testing.T) {
	guard := NewGuard(testRules())
	etcd := netip.MustParseAddrPort("127.0.0.1:2379")
	mapped := netip.MustParseAddrPort("[::ffff:127.0.0.1]:2379")
	for _, endpoint := range []netip.AddrPort{etcd, mapped} {
		if err := guard.Check(PolicyTool, endpoint); err == nil {
			t.Errorf("%s is dialled although it is our own etcd", endpoint)
		}
	}
	if err := guard.Check(PolicyTool, netip.MustParseAddrPort("127.0.0.1:2380")); err != nil {
		t.Errorf("another port of the allowed address: %v", err)
	}
	rules := testRules()
	rules.Allow = nil
	guard.Replace(rules)
	rules.DenyAddrs[0] = netip.MustParseAddr("1.1.1.1")
	if err := guard.Check(PolicyTool, netip.MustParseAddrPort("127.0.0.1:2380")); err == nil {
		t.Error("a withdrawn exception still holds")
	}
	if err := guard.Check(PolicyTool, netip.MustParseAddrPort("1.1.1.1:1")); err != nil {
		t.Errorf("the rules are shared with the caller: %v", err)
	}
}
