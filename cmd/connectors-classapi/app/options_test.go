// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"
)

// parse gives the options that flags lead to, or what Validate says of them.
func parse(t *testing.T, flags ...string) (*Options, error) {
	t.Helper()
	options := NewOptions()
	set := pflag.NewFlagSet(name, pflag.ContinueOnError)
	for _, named := range options.Flags().FlagSets {
		set.AddFlagSet(named)
	}
	if err := set.Parse(flags); err != nil {
		t.Fatal(err)
	}
	return options, options.Validate()
}

func TestOptions(t *testing.T) {
	for _, test := range []struct{ name, flag, wrong string }{
		{"defaults", "--request-timeout=25s", ""},
		{"no room", "--max-requests-inflight=0", "--max-requests-inflight must be positive"},
		{"no time", "--request-timeout=0s", "--request-timeout must be positive"},
		{"a delay before the end", "--shutdown-delay-duration=-1s", "--shutdown-delay-duration must not be negative"},
		{"no port", "--secure-port=0", "--secure-port must not be 0"},
		{"a port that is none", "--secure-port=70000", "secure-port"},
		{"an exception that is no CIDR", "--dial-allow=localhost", "--dial-allow must be a list of CIDRs"},
		{"a denied place without a port", "--dial-deny=10.0.0.1", "--dial-deny must be a list of IP addresses with a port"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := parse(t, test.flag)
			if (err != nil) != (test.wrong != "") || err != nil && !strings.Contains(err.Error(), test.wrong) {
				t.Errorf("got %v, want an error with %q", err, test.wrong)
			}
		})
	}
}

// Who asks gives up after 30 seconds, and should be told why before.
func TestDefaultTimeoutIsShorterThanThePatienceOfCallers(t *testing.T) {
	options, err := parse(t)
	if err != nil {
		t.Fatal(err)
	}
	if options.Requests.Timeout >= 30*time.Second {
		t.Errorf("requests may take %s", options.Requests.Timeout)
	}
}
