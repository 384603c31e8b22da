// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"context"
	"errors"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// Probe is a compiled probe of a ConnectorClass. It is immutable and safe for concurrent use by all Connectors of the
// class.
type Probe struct {
	planner planner
}

type planner interface {
	plan(ctx context.Context, in Input) *Plan
}

// Parse compiles the templates and the expression of a probe. Admission refuses classes for which it fails; its error
// names the field.
func Parse(spec *v1alpha1.Probe) (*Probe, error) {
	switch {
	case spec == nil || (spec.HTTP == nil) == (spec.API == nil):
		return nil, errors.New("a probe must have one of http and api")
	case spec.HTTP != nil:
		parsed, err := parseHTTP(spec.HTTP)
		if err != nil {
			return nil, err
		}
		return &Probe{planner: parsed}, nil
	default:
		return &Probe{planner: apiProbe{path: spec.API.Path}}, nil
	}
}

// Plan prepares the probe for one Connector. It does no I/O and takes two seconds at most, whatever the templates do.
//
// A plan is always made. When the probe cannot be sent, because a template fails or there is no address, the plan says so
// whenever it is run. A plan made after ctx has ended runs to Cancelled: make another one.
func (p *Probe) Plan(ctx context.Context, in Input) *Plan {
	return p.planner.plan(ctx, in)
}
