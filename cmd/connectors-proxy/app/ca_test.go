// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

func TestCAOptions(t *testing.T) {
	for _, test := range []struct {
		name  string
		flags []string
		error string
	}{
		{"defaults", nil, ""},
		{"a day", []string{"--proxy-ca-lifetime=24h", "--proxy-ca-overlap=1h"}, ""},
		{"files", []string{"--tls-cert-file=tls.crt", "--tls-private-key-file=tls.key"}, ""},
		{"no life", []string{"--proxy-ca-lifetime=0s"}, "--proxy-ca-lifetime"},
		{"no overlap", []string{"--proxy-ca-overlap=0s"}, "--proxy-ca-overlap"},
		{"an overlap that is too long", []string{"--proxy-ca-lifetime=24h"}, "at most a sixth of their lifetime (24h0m0s)"},
		{"a certificate without a key", []string{"--tls-cert-file=tls.crt"}, "together"},
		{"a key without a certificate", []string{"--tls-private-key-file=tls.key"}, "together"},
	} {
		t.Run(test.name, func(t *testing.T) {
			options, flags := NewCAOptions(), pflag.NewFlagSet("connectors-proxy", pflag.ContinueOnError)
			options.AddFlags(flags)
			if err := flags.Parse(test.flags); err != nil {
				t.Fatal(err)
			}
			err := options.Validate()
			if (err != nil) != (test.error != "") || err != nil && !strings.Contains(err.Error(), test.error) {
				t.Errorf("error %v, want %q", err, test.error)
			}
		})
	}
}
