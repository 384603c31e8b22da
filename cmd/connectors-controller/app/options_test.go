// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

func TestOptions(t *testing.T) {
	for _, test := range []struct{ name, flag, wrong string }{
		{"defaults", "--probe-interval=60s", ""},
		{"no interval", "--probe-interval=0s", "--probe-interval must be positive"},
		{"no time", "--probe-timeout=-1s", "--probe-timeout must be positive"},
		{"no refresh", "--probe-time-refresh=0s", "--probe-time-refresh must be positive"},
		{"a backoff below the interval", "--probe-max-backoff=30s", "--probe-max-backoff must not be shorter"},
		{"no interval of classes", "--class-check-interval=0s", "--class-check-interval must be positive"},
		{"a backoff of classes below the interval", "--class-check-max-backoff=1s", "--class-check-max-backoff must not be shorter"},
		{"one probe at once", "--concurrent-probes=1", "--concurrent-probes"},
		{"one probe of a host at once", "--concurrent-probes-per-host=1", "--concurrent-probes-per-host"},
		{"nobody to reconcile", "--concurrent-connector-syncs=0", "--concurrent-connector-syncs must be positive"},
		{"a client certificate without its key", "--class-api-client-certificate=tls.crt", "belong together"},
		{"an exception that is no CIDR", "--dial-allow=localhost", "--dial-allow must be a list of CIDRs"},
	} {
		t.Run(test.name, func(t *testing.T) {
			options := NewOptions()
			flags := pflag.NewFlagSet(name, pflag.ContinueOnError)
			for _, set := range options.Flags().FlagSets {
				flags.AddFlagSet(set)
			}
			if err := flags.Parse([]string{test.flag}); err != nil {
				t.Fatal(err)
			}
			err := options.Validate()
			if (err != nil) != (test.wrong != "") || err != nil && !strings.Contains(err.Error(), test.wrong) {
				t.Errorf("got %v, want an error with %q", err, test.wrong)
			}
		})
	}
}
