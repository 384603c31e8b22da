// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"connectors.alauda.io/pkg/apiserver"
)

func TestFlagsOfClassAPIs(t *testing.T) {
	for _, test := range []struct {
		name, flag string
		want       apiserver.ClassAPIConfig
		wrong      string
	}{
		{"defaults", "--v=1", apiserver.ClassAPIConfig{}, ""},
		{"plain http", "--allow-plaintext-class-api", apiserver.ClassAPIConfig{AllowPlaintext: true}, ""},
		{"methods that write", "--api-write-methods", apiserver.ClassAPIConfig{WriteMethods: true}, ""},
		{"a certificate without its key", "--class-api-client-certificate=tls.crt", apiserver.ClassAPIConfig{}, "belong together"},
		{"no authorities", "--class-api-certificate-authority=missing", apiserver.ClassAPIConfig{}, "--class-api-certificate-authority"},
	} {
		t.Run(test.name, func(t *testing.T) {
			options, err := NewOptions()
			if err != nil {
				t.Fatal(err)
			}
			flags := pflag.NewFlagSet(name, pflag.ContinueOnError)
			for _, set := range options.Flags().FlagSets {
				flags.AddFlagSet(set)
			}
			if err := flags.Parse([]string{test.flag}); err != nil {
				t.Fatal(err)
			}
			err = options.ClassAPIs.Validate()
			var got apiserver.ClassAPIConfig
			if err == nil {
				got, err = options.classAPIs()
			}
			if (err != nil) != (test.wrong != "") || err != nil && !strings.Contains(err.Error(), test.wrong) {
				t.Fatalf("error %v, want one with %q", err, test.wrong)
			}
			if got.AllowPlaintext != test.want.AllowPlaintext || got.WriteMethods != test.want.WriteMethods {
				t.Errorf("%+v, want %+v", got, test.want)
			}
		})
	}
}
