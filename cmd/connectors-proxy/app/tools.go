// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"connectors.alauda.io/pkg/proxy/upstream/dialflags"
)

// ToolOptions are the flags for connections to tools.
type ToolOptions struct {
	// Dial says which addresses may be dialled.
	Dial dialflags.Options
	// HeaderTimeout is how long a tool may take to answer with a header.
	HeaderTimeout time.Duration
}

func (o *ToolOptions) addFlags(flags *pflag.FlagSet) {
	o.Dial.AddFlags(flags)
	flags.DurationVar(&o.HeaderTimeout, "tool-header-timeout", o.HeaderTimeout,
		"How long a tool may take to answer with a header before the request ends with 504.")
}

func (o *ToolOptions) validate() error {
	_, err := o.Dial.Rules()
	if o.HeaderTimeout <= 0 {
		err = errors.Join(err, fmt.Errorf("--tool-header-timeout must be positive, not %s", o.HeaderTimeout))
	}
	return err
}
