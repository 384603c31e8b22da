// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package toolflags has the command line flags of servers that take requests to tools.
package toolflags

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"connectors.alauda.io/pkg/proxy/upstream/dialflags"
)

// Options are the values of the flags.
type Options struct {
	// Dial says which addresses may be dialled.
	Dial dialflags.Options
	// HeaderTimeout is how long a tool may take to answer with a header.
	HeaderTimeout time.Duration
}

// NewOptions gives the options with their defaults.
func NewOptions() Options { return Options{HeaderTimeout: time.Minute} }

// AddFlags adds the flags.
func (o *Options) AddFlags(flags *pflag.FlagSet) {
	o.Dial.AddFlags(flags)
	flags.DurationVar(&o.HeaderTimeout, "tool-header-timeout", o.HeaderTimeout,
		"How long a tool may take to answer with a header before the request ends with 504.")
}

// Validate says everything that is wrong with the options.
func (o *Options) Validate() error {
	_, err := o.Dial.Rules()
	if o.HeaderTimeout <= 0 {
		err = errors.Join(err, fmt.Errorf("--tool-header-timeout must be positive, not %s", o.HeaderTimeout))
	}
	return err
}
