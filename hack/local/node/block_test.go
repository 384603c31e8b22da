// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"net/netip"
	"testing"
)

func parseBlock(t *testing.T, text string) Block {
	t.Helper()
	block, err := ParseBlock(text)
	if err != nil {
		t.Fatal(err)
	}
	return block
}

// What a block is divided into does not overlap, and is all inside.
func TestBlockIsDivided(t *testing.T) {
	block := parseBlock(t, "172.20.0.0/16")
	parts := map[string]netip.Prefix{
		"Pods":     block.Pods(),
		"Services": block.Services(),
		"host":     netip.PrefixFrom(block.Host(), 32),
		"node":     netip.PrefixFrom(block.Node(), 32),
	}
	for name, part := range parts {
		if !block.Contains(part.Addr()) || part.Masked() != part {
			t.Errorf("%s: %s is no part of %s", name, part, block)
		}
		for other, range2 := range parts {
			if other != name && part.Overlaps(range2) {
				t.Errorf("%s %s and %s %s overlap", name, part, other, range2)
			}
		}
	}
	if !block.Services().Contains(block.DNS()) || block.DNS() == block.Services().Addr().Next() {
		t.Errorf("DNS at %s should be in %s, and not the address of the kube-apiserver", block.DNS(), block.Services())
	}
	const longestLinkName = 15
	if name := parseBlock(t, "192.168.0.0/16").Link(); len(name) > longestLinkName {
		t.Errorf("the name %s is too long for a link", name)
	}
}

func TestParseBlockRefuses(t *testing.T) {
	for _, text := range []string{"", "10.89.0.0", "10.89.0.0/24", "10.89.1.0/16", "8.8.0.0/16", "fd00::/16", "10.89.0.0/16 "} {
		if block, err := ParseBlock(text); err == nil {
			t.Errorf("%q is taken for %s", text, block)
		}
	}
}
