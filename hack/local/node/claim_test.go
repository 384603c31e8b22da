// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"context"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestCandidatesAvoidWhatIsInUse(t *testing.T) {
	for name, test := range map[string]struct {
		used  []string
		first string
	}{
		"nothing":            {nil, "10.89.0.0/16"},
		"another node":       {[]string{"10.89.255.1/30"}, "10.90.0.0/16"},
		"other networks":     {[]string{"192.168.1.7/24", "fe80::1/64", "127.0.0.1/8"}, "10.89.0.0/16"},
		"a network over two": {[]string{"10.88.1.1/14"}, "10.92.0.0/16"},
		"all of 10":          {[]string{"10.1.2.3/8"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var used []netip.Prefix
			for _, text := range test.used {
				used = append(used, netip.MustParsePrefix(text))
			}
			got := ""
			if blocks := candidates(used); len(blocks) > 0 {
				got = blocks[0].String()
			}
			if got != test.first {
				t.Errorf("first %q, want %q", got, test.first)
			}
		})
	}
}

func TestOnlyAnOldClaimWithoutNodeIsStale(t *testing.T) {
	group, block := filepath.Join(t.TempDir(), "group"), parseBlock(t, "172.31.0.0/16")
	if stale(group, block, time.Now()) {
		t.Error("a claim that is not there")
	}
	if err := os.Mkdir(group, 0o755); err != nil {
		t.Fatal(err)
	}
	if stale(group, block, time.Now()) {
		t.Error("a claim that was made just now")
	}
	if !stale(group, block, time.Now().Add(2*claimAge)) {
		t.Error("a claim without a node is kept for ever")
	}
}

func TestOneOfManyClaimsABlock(t *testing.T) {
	if err := Supported(); err != nil {
		t.Log("left out:", err)
		return
	}
	block := parseBlock(t, "172.31.0.0/16")
	t.Cleanup(func() {
		if err := removeControlGroups(context.Background(), block); err != nil {
			t.Error(err)
		}
	})
	var claims atomic.Int32
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			claimed, err := claim(block)
			if err != nil {
				t.Error(err)
			}
			if claimed {
				claims.Add(1)
			}
		})
	}
	all.Wait()
	if claims.Load() != 1 {
		t.Errorf("%d have claimed the same block", claims.Load())
	}
	if _, err := claimNamed(block.String()); err == nil || !strings.Contains(err.Error(), block.String()) {
		t.Errorf("error %v, want one that names the block", err)
	}
}
