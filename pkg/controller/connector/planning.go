// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"sync"

	"k8s.io/utils/clock"

	"connectors.alauda.io/pkg/controller/probe"
	"connectors.alauda.io/pkg/template"
)

const (
	// tooSlow is the time that a template is given: one that was ended for the time that it took has taken so long at least.
	tooSlow = template.DefaultTime
	// tries bounds how often plans are rendered that take so long. A template that does so by itself is not to keep a processor
	// busy at each probe of each of its Connectors.
	tries = 3
)

// plans are the probes of a class for one Connector, nil where it has none or they cannot be run.
type plans struct{ liveness, auth *probe.Plan }

// planning renders plans when they are first asked for, and keeps them. If that took so long that a template may have been ended
// for it, they are rendered anew the next time, a few times: it may have been the machine that stood still, and a Connector whose
// class is good must not stay unready for that until somebody changes something.
type planning struct {
	clock clock.PassiveClock

	mu sync.Mutex
	// render is nil once the plans are kept, to let go of what they are made from.
	render func() plans
	tried  int
	kept   plans
}

func (p *planning) plans() plans {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.render == nil {
		return p.kept
	}
	started := p.clock.Now()
	made := p.render()
	p.tried++
	if p.clock.Since(started) < tooSlow || p.tried == tries {
		p.kept, p.render = made, nil
	}
	return made
}
