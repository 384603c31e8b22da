// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// claimAge is how old a claim without a node is that somebody has left behind who was killed. A start takes seconds.
const claimAge = 10 * time.Minute

// candidates are the blocks that have none of the addresses in use.
func candidates(used []netip.Prefix) []Block {
	const first, last = 89, 119
	var free []Block
	for second := byte(first); second <= last; second++ {
		block := Block{netip.PrefixFrom(netip.AddrFrom4([4]byte{10, second, 0, 0}), blockBits)}
		if !slices.ContainsFunc(used, block.Overlaps) {
			free = append(free, block)
		}
	}
	return free
}

// claimAny claims the first block that nobody else has.
func claimAny() (Block, error) {
	used, err := usedAddresses()
	if err != nil {
		return Block{}, err
	}
	for _, block := range candidates(used) {
		claimed, err := claim(block)
		if claimed || err != nil {
			return block, err
		}
	}
	return Block{}, errors.New("this machine has addresses or nodes in each of the blocks of addresses: name a /16 of private ones")
}

// claimNamed claims this block.
func claimNamed(text string) (Block, error) {
	block, err := ParseBlock(text)
	if err != nil {
		return block, err
	}
	claimed, err := claim(block)
	if err == nil && !claimed {
		err = fmt.Errorf("another node of this machine has the addresses %s: end that one, or forget this one: make down WIPE=1", block)
	}
	return block, err
}

// claim tells whether the block is the caller's from now on, until its control group is removed. Making a directory is what only
// one of several can do who start at the same time.
func claim(block Block) (bool, error) {
	roots, err := hierarchies()
	if err != nil {
		return false, err
	}
	group := filepath.Join(roots[0], controlGroup(block))
	if stale(group, block, time.Now()) {
		// A group with processes in it cannot be removed, so it is somebody's all the same.
		_ = removeGroup(group)
	}
	err = os.Mkdir(group, 0o755)
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	return err == nil, err
}

// stale tells whether a claim was left behind.
func stale(group string, block Block, now time.Time) bool {
	info, err := os.Stat(group)
	if err != nil || now.Sub(info.ModTime()) < claimAge {
		return false
	}
	_, err = net.InterfaceByName(block.Link())
	return err != nil
}

// usedAddresses are the networks that this machine is in.
func usedAddresses() ([]netip.Prefix, error) {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return nil, err
	}
	var used []netip.Prefix
	for _, address := range addresses {
		prefix, err := netip.ParsePrefix(address.String())
		if err != nil {
			return nil, fmt.Errorf("addresses of this machine: %w", err)
		}
		used = append(used, prefix)
	}
	return used, nil
}
