// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"context"
	"sync"

	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/controller/probe"
)

// classProbes are the probes of one version of a class, parsed once for all its Connectors.
type classProbes struct {
	uid        types.UID
	generation int64
	liveness   *parsed
	auth       map[string]*parsed // by authName
}

// authOf is the auth probe for a Connector, nil when there is none for its auth type.
func (p *classProbes) authOf(c *v1alpha1.Connector) *parsed {
	if c.Spec.Auth == nil {
		return nil
	}
	return p.auth[c.Spec.Auth.Name]
}

// parsed is a probe, or why it cannot be used: the class was admitted by another version of the API server.
type parsed struct {
	probe *probe.Probe
	err   error
}

// plan renders the probe for a Connector; nil when there is none.
func (p *parsed) plan(ctx context.Context, in probe.Input) *probe.Plan {
	if p == nil {
		return nil
	}
	if p.err != nil {
		return probe.Impossible("the probe of the class cannot be used: " + p.err.Error())
	}
	return p.probe.Plan(ctx, in)
}

// library keeps the parsed probes of all classes. It is safe for concurrent use.
type library struct {
	mu sync.Mutex
	of map[string]*classProbes
}

func newLibrary() *library { return &library{of: map[string]*classProbes{}} }

func (l *library) get(class *v1alpha1.ConnectorClass) *classProbes {
	l.mu.Lock()
	defer l.mu.Unlock()
	found := l.of[class.Name]
	if found == nil || found.uid != class.UID || found.generation != class.Generation {
		found = parseProbes(class)
		l.of[class.Name] = found
	}
	return found
}

// forget drops a class that is gone.
func (l *library) forget(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.of, name)
}

func parseProbes(class *v1alpha1.ConnectorClass) *classProbes {
	probes := &classProbes{uid: class.UID, generation: class.Generation, auth: map[string]*parsed{}}
	if class.Spec.LivenessProbe != nil {
		probes.liveness = parse(class.Spec.LivenessProbe)
	}
	for i := range class.Spec.AuthProbes {
		probes.auth[class.Spec.AuthProbes[i].AuthName] = parse(&class.Spec.AuthProbes[i].Probe)
	}
	return probes
}

func parse(spec *v1alpha1.Probe) *parsed {
	made, err := probe.Parse(spec)
	return &parsed{probe: made, err: err}
}
