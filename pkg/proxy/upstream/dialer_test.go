// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package upstream

import (
	"errors"
	"net"
	"net/netip"
	"testing"
)

func TestDialer(t *testing.T) {
	names, resolver := serveNames(t, map[string][]string{
		"tool.example.":     {"127.0.0.1"},
		"rebound.example.":  {"127.0.0.2"},
		"metadata.example.": {"169.254.169.254"},
		"both.example.":     {"127.0.0.2", "127.0.0.1"},
		"mapped.example.":   {"::ffff:127.0.0.2"},
		"single.":           {"127.0.0.1"},
	})
	listener := listen(t)
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	dialer := NewGuard(Rules{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}}).NewDialer(PolicyTool, 0, resolver)

	tests := []struct {
		name, network, host string
		connects, refused   bool
	}{
		{"allowed address", "tcp", "127.0.0.1", true, false},
		{"forbidden address", "tcp", "127.0.0.2", false, true},
		{"allowed name", "tcp", "tool.example", true, false},
		{"name with dot and capitals", "tcp", "Tool.Example.", true, false},
		{"single label", "tcp", "single", true, false},
		{"name of a forbidden address", "tcp", "rebound.example", false, true},
		{"name of a metadata address", "tcp", "metadata.example", false, true},
		{"name of a mapped address", "tcp", "mapped.example", false, true},
		{"name with one allowed address", "tcp", "both.example", true, false},
		{"localhost", "tcp", "localhost", true, false},
		{"below localhost", "tcp", "tool.LOCALHOST.", true, false},
		{"short form is a name", "tcp", "127.1", false, false},
		{"decimal form is a name", "tcp", "2130706433", false, false},
		{"hexadecimal form is a name", "tcp", "0x7f.1", false, false},
		{"unknown name", "tcp", "nobody.example", false, false},
		{"no TCP", "udp", "127.0.0.1", false, false},
		{"Unix socket", "unix", "127.0.0.1", false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			conn, err := dialer.DialContext(t.Context(), tt.network, net.JoinHostPort(tt.host, port))
			if err == nil {
				_ = conn.Close()
			}
			var refused *RefusedError
			if (err == nil) != tt.connects || errors.As(err, &refused) != tt.refused {
				t.Errorf("connected %t: %v", err == nil, err)
			}
		})
	}
	for name := range names.askedFor() {
		if _, known := names.names[name]; !known && name != "nobody.example." && name != "2130706433." && name != "0x7f.1." && name != "127.1." {
			t.Errorf("the resolver was asked for %q: a search list or the local host is at work", name)
		}
	}
	if _, err := dialer.DialContext(t.Context(), "tcp", "no port"); err == nil {
		t.Error("an address without a port is dialled")
	}
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	return listener
}
