// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"context"
	"fmt"
	"os"
	"strings"
)

const forwarding = "/proc/sys/net/ipv4/ip_forward"

// openInternet lets the host pass on what Pods send to other machines, under its own address.
func (n *Node) openInternet(ctx context.Context) error {
	value, err := os.ReadFile(forwarding)
	if err != nil {
		return err
	}
	if before := strings.TrimSpace(string(value)); before != "1" {
		n.state.Forwarding = before
		if err := n.state.write(n.dir); err != nil {
			return err
		}
		if err := os.WriteFile(forwarding, []byte("1"), 0o644); err != nil {
			return err
		}
	}
	return feed(ctx, internetRules(n.block), "nft", "-f", "-")
}

// closeInternet undoes openInternet, as far as it was done.
func closeInternet(ctx context.Context, block Block, before string) error {
	// A table is declared first because one that is not there cannot be deleted.
	if err := feed(ctx, noInternetRules(block), "nft", "-f", "-"); err != nil {
		return err
	}
	if before == "" {
		return nil
	}
	return os.WriteFile(forwarding, []byte(before), 0o644)
}

func table(block Block) string { return "connectors-" + block.Link() }

func noInternetRules(block Block) string {
	return fmt.Sprintf("table ip %[1]s\ndelete table ip %[1]s\n", table(block))
}

func internetRules(block Block) string {
	return noInternetRules(block) + fmt.Sprintf(`table ip %s {
	chain postrouting {
		type nat hook postrouting priority srcnat
		ip saddr %s oifname != "%s" masquerade
	}
}
`, table(block), block.Prefix, block.Link())
}
