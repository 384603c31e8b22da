// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"net"
	"testing"
)

func TestOwnName(t *testing.T) {
	loopback, other := net.IPv4(127, 0, 0, 1), net.IPv4(10, 0, 0, 1)
	for _, test := range []struct {
		name  string
		local net.IP
		want  string // empty when it is not ours
	}{
		{"connectors-proxy", other, "connectors-proxy"},
		{"connectors-proxy.connectors-system", other, "connectors-proxy.connectors-system"},
		{"connectors-proxy.connectors-system.svc", other, "connectors-proxy.connectors-system.svc"},
		{"Connectors-Proxy.connectors-system.svc.cluster.local.", other, "connectors-proxy.connectors-system.svc.cluster.local"},
		{"connectors-proxy.connectors-system.cluster.local", other, ""},
		{"connectors-proxy.svc", other, ""},
		{"connectors-proxy.team.svc", other, ""},
		{"connectors-proxy.team", other, ""},
		{"c-git.team.svc", other, "c-git.team.svc"},
		{"c-git.team.svc.cluster.local", other, "c-git.team.svc.cluster.local"},
		{"c-git.team", other, ""},
		{"c-git.team.cluster.local", other, ""},
		{"c-git", other, ""},
		{"c-.team.svc", other, ""},
		{"c-git.a.team.svc", other, ""},
		{"c-git.svc", other, ""},
		{"*.team.svc", other, ""},
		{"c-*.team.svc", other, ""},
		{"kubernetes.default.svc", other, ""},
		{"git.example.com", other, ""},
		{"cluster.local", other, ""},
		{"localhost", loopback, "localhost"},
		{"localhost", other, ""},
		{"", loopback, "127.0.0.1"},
		{"", net.IPv6loopback, "::1"},
		{"", other, ""},
		{"", nil, ""},
	} {
		t.Run(test.name+" at "+test.local.String(), func(t *testing.T) {
			got, ok := ownName(test.name, test.local)
			if ok != (test.want != "") || ok && got != test.want {
				t.Errorf("%q, %t", got, ok)
			}
		})
	}
}
