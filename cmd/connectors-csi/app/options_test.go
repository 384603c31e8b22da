// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

func parse(t *testing.T, args ...string) (*Options, error) {
	t.Helper()
	options := NewOptions()
	flags := pflag.NewFlagSet("connectors-csi", pflag.ContinueOnError)
	for _, set := range options.Flags().FlagSets {
		flags.AddFlagSet(set)
	}
	return options, flags.Parse(args)
}

func TestOptions(t *testing.T) {
	for _, tt := range []struct {
		name, flag, error string
	}{
		{"defaults", "--node-name=node-1", ""},
		{"no node", "--node-name=", "--node-name must be given"},
		{"an endpoint over TCP", "--endpoint=tcp://127.0.0.1:1", "--endpoint must be unix:///path"},
		{"an endpoint with a host", "--endpoint=unix://csi.sock", "--endpoint must be an absolute path"},
		{"a way out", "--endpoint=unix:///csi/../csi.sock", "--endpoint must be an absolute path"},
		{"no place to register", "--registration-dir=", "--registration-dir must be an absolute path"},
		{"nowhere for the kubelet", "--kubelet-registration-path=csi.sock", "--kubelet-registration-path must be an absolute path"},
		{"all directories for volumes", "--kubelet-dir=/", "--kubelet-dir must be an absolute path"},
		{"a slash at the end", "--kubelet-dir=/var/lib/kubelet/", "--kubelet-dir must be an absolute path"},
		{"health without a port", "--health-bind-address=127.0.0.1", "--health-bind-address must be host:port"},
		{"no memory", "--volume-memory=0", "--volume-memory must be more than 0"},
		{"an end before now", "--shutdown-timeout=-1s", "--shutdown-timeout must not be negative"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			options, err := parse(t, "--node-name=node-1", tt.flag)
			if err != nil {
				t.Fatal(err)
			}
			err = options.Validate()
			if tt.error == "" && err != nil {
				t.Errorf("error %v", err)
			}
			if tt.error != "" && (err == nil || !strings.Contains(err.Error(), tt.error)) {
				t.Errorf("error %v, want %q", err, tt.error)
			}
		})
	}
}

func TestSockets(t *testing.T) {
	options, err := parse(t)
	if err != nil {
		t.Fatal(err)
	}
	if got := options.Kubelet.socket(); got != "/csi/csi.sock" {
		t.Errorf("the driver is at %s", got)
	}
	if got := options.Kubelet.registrationSocket(); got != "/registration/connectors-csi-reg.sock" {
		t.Errorf("it registers at %s", got)
	}
}
