// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"sync"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/resourceversion"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/controller/probe"
	"connectors.alauda.io/pkg/target"
	"connectors.alauda.io/pkg/target/proxyname"
)

// state is what is remembered of a Connector. It is guarded by the mutex of states; all that it refers to is
// immutable. Nothing of it keeps the Connector alive that it was made from: the informers have a newer one soon.
type state struct {
	inputs inputs
	// secret, without its data, and caCert are what the Secrets of the Connector are to it.
	secret target.AuthSecret
	caCert target.CACertSecret
	// probed is true when there is a probe to run; plan renders what there is.
	probed   bool
	plan     *planning
	findings findings
	// written is the Connector as it was last written, while the informers show an older one.
	written *v1alpha1.Connector
	// service is the proxy Service as it was last written, until the informers tell of it; told counts how often they have
	// told of one of its name.
	service *corev1.Service
	told    uint64
}

// findings are the results of both probes. They are of one and the same run.
type findings struct{ liveness, auth finding }

// inputs is what the result of a probe depends on. When it changes, the probes run again at once.
type inputs struct {
	uid, classUID               types.UID
	generation, classGeneration int64
	secretVersion, rootsID      string
	secretProblem               string
	apiURL, apiCACerts          string
}

// sameQuestion says whether a result for other inputs still tells something: the same Connector and class, with another
// Secret or other authorities.
func (i inputs) sameQuestion(other inputs) bool {
	return i.uid == other.uid && i.generation == other.generation &&
		i.classUID == other.classUID && i.classGeneration == other.classGeneration
}

// states is what is remembered of all Connectors. It is safe for concurrent use.
type states struct {
	mu sync.Mutex
	of map[types.NamespacedName]*state
	// byService finds the Connector that ought to have a Service.
	byService map[types.NamespacedName]types.NamespacedName
}

func newStates() *states {
	return &states{of: map[types.NamespacedName]*state{}, byService: map[types.NamespacedName]types.NamespacedName{}}
}

// get gives a copy of what is remembered, and whether anything is.
func (s *states) get(key types.NamespacedName) (state, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.of[key]
	if found == nil {
		return state{}, false
	}
	return *found, true
}

// put remembers a new state and returns what was remembered before. Results are kept as long as they
// answer the same question.
func (s *states) put(key types.NamespacedName, next state) (before state, known bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old := s.of[key]; old != nil {
		before, known = *old, true
		if next.inputs.uid == old.inputs.uid {
			next.written, next.service = old.written, old.service
		}
		next.told = old.told
		next.findings = kept(old, &next)
	}
	s.of[key] = &next
	s.byService[types.NamespacedName{Namespace: key.Namespace, Name: proxyname.Service(key.Name)}] = key
	return before, known
}

// kept are the results that still tell something. One about a credential does not once there was another Secret problem,
// or none any more, in between.
func kept(old, next *state) findings {
	if !next.inputs.sameQuestion(old.inputs) {
		return next.findings
	}
	results := old.findings.declaredAs(next.findings)
	if next.inputs.secretProblem != old.inputs.secretProblem {
		results.auth = next.findings.auth
	}
	return results
}

// declaredAs takes over which probes there are.
func (f findings) declaredAs(next findings) findings {
	f.liveness.declared, f.auth.declared = next.liveness.declared, next.auth.declared
	return f
}

func (s *states) forget(key types.NamespacedName) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.of, key)
	delete(s.byService, types.NamespacedName{Namespace: key.Namespace, Name: proxyname.Service(key.Name)})
}

// record keeps the results of a run, unless what they depend on has changed since it began. It returns what was known
// before.
func (s *states) record(key types.NamespacedName, of inputs, results findings) (before findings, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.of[key]
	if found == nil || found.inputs != of {
		return findings{}, false
	}
	before = found.findings
	found.findings = results.declaredAs(before)
	return before, true
}

// newest is the newer one of a Connector as the informers show it and as it was last written.
func (s *states) newest(key types.NamespacedName, shown *v1alpha1.Connector) *v1alpha1.Connector {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.of[key]
	if found == nil || found.written == nil {
		return shown
	}
	order, err := resourceversion.CompareResourceVersion(found.written.ResourceVersion, shown.ResourceVersion)
	if err == nil && order > 0 && found.written.UID == shown.UID {
		return found.written
	}
	found.written = nil
	return shown
}

func (s *states) rememberWritten(key types.NamespacedName, written *v1alpha1.Connector) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if found := s.of[key]; found != nil {
		found.written = written
	}
}

// inherit keeps the conditions that an earlier process left, until a probe has run.
func (s *states) inherit(key types.NamespacedName, of inputs, liveness, auth *v1alpha1.Condition) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if found := s.of[key]; found != nil && found.inputs == of && !found.findings.liveness.known && !found.findings.auth.known {
		found.findings.liveness.inherited, found.findings.auth.inherited = liveness, auth
	}
}

// healthy is true when all that was found is good.
func (f findings) healthy() bool {
	return f.liveness.good() && f.auth.good() && (f.liveness.known || f.auth.known)
}

func (f finding) good() bool { return !f.known || f.result.Outcome == probe.Good }
