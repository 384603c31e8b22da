// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package dialflags

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/spf13/pflag"

	"connectors.alauda.io/pkg/proxy/upstream"
)

func TestRules(t *testing.T) {
	for _, test := range []struct {
		name  string
		args  []string
		want  upstream.Rules
		wrong string
	}{
		{name: "nothing given"},
		{
			name: "all given",
			args: []string{"--dial-allow=127.0.0.1/32,10.1.2.3/8", "--dial-deny=127.0.0.1:2379,[::1]:2379", "--internal-ranges=10.96.0.0/12"},
			want: upstream.Rules{
				Allow:         []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8")},
				DenyEndpoints: []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:2379"), netip.MustParseAddrPort("[::1]:2379")},
				Internal:      []netip.Prefix{netip.MustParsePrefix("10.96.0.0/12")},
			},
		},
		{name: "allow is no CIDR", args: []string{"--dial-allow=localhost"}, wrong: "--dial-allow"},
		{name: "a range is no CIDR", args: []string{"--internal-ranges=10.0.0.0"}, wrong: "--internal-ranges"},
		{name: "deny without a port", args: []string{"--dial-deny=10.0.0.1"}, wrong: "--dial-deny"},
	} {
		t.Run(test.name, func(t *testing.T) {
			options := Options{}
			flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
			options.AddFlags(flags)
			if err := flags.Parse(test.args); err != nil {
				t.Fatal(err)
			}
			rules, err := options.Rules()
			if test.wrong != "" {
				if err == nil || !strings.Contains(err.Error(), test.wrong) {
					t.Fatalf("got %v, want an error about %s", err, test.wrong)
				}
				return
			}
			comparable := cmpopts.EquateComparable(netip.Prefix{}, netip.AddrPort{})
			if diff := cmp.Diff(test.want, rules, comparable, cmpopts.EquateEmpty()); err != nil || diff != "" {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
}
