// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"context"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/controller/condition"
	"connectors.alauda.io/pkg/controller/probe"
	"connectors.alauda.io/pkg/controller/schedule"
	"connectors.alauda.io/pkg/target"
)

// Built is told by a target.Store that a Connector was compiled, or that it is gone. It makes the probes for it, has
// them run if what they depend on has changed, and has the Connector reconciled.
func (c *Controller) Built(key types.NamespacedName, snapshot *target.Snapshot) {
	if snapshot == nil {
		c.states.forget(key)
		c.scheduler.Forget(key)
		return
	}
	next := c.prepare(snapshot)
	before, known := c.states.put(key, next)
	switch {
	case !next.probed:
		c.scheduler.Forget(key)
	case known && before.inputs == next.inputs:
	case !known && c.inherit(key, next, snapshot.Class):
		c.scheduler.Adopt(key, host(snapshot))
	default:
		c.scheduler.Trigger(key, host(snapshot), urgency(before))
	}
	c.queue.Add(key)
}

// host is what limits on parallel probes count by: the tool, or the class API where that alone is asked.
func host(snapshot *target.Snapshot) string {
	if class := snapshot.Class; class != nil && !asksTool(snapshot.Connector, class) {
		if api := class.Status.API; api != nil && api.Address != nil {
			return api.Address.URL
		}
	}
	if snapshot.Address.IsZero() {
		return "class " + snapshot.Connector.Spec.ConnectorClassName
	}
	return snapshot.Address.HostPort()
}

// asksTool says whether a probe of the class goes to the tool itself.
func asksTool(c *v1alpha1.Connector, class *v1alpha1.ConnectorClass) bool {
	if probe := class.Spec.LivenessProbe; probe != nil && probe.HTTP != nil {
		return true
	}
	return c.Spec.Auth != nil && slices.ContainsFunc(class.Spec.AuthProbes, func(probe v1alpha1.AuthProbe) bool {
		return probe.AuthName == c.Spec.Auth.Name && probe.Probe.HTTP != nil
	})
}

// urgency lets those go first that nobody can use at the moment.
func urgency(before state) schedule.Urgency {
	if before.findings.healthy() {
		return schedule.Second
	}
	return schedule.First
}

// prepare makes the state of a Connector, without results. Templates are rendered when the probes are run, so that those
// of one class that take long do not delay the changes of others.
func (c *Controller) prepare(snapshot *target.Snapshot) state {
	made := state{inputs: inputsOf(snapshot), secret: snapshot.Secret, caCert: snapshot.CACert}
	made.secret.Data = nil
	if snapshot.Class == nil {
		return made
	}
	probes := c.library.get(snapshot.Class)
	liveness, auth := probes.liveness, probes.authOf(snapshot.Connector)
	made.findings.liveness.declared, made.findings.auth.declared = liveness != nil, auth != nil
	if snapshot.Secret.Problem != nil {
		auth = nil
	}
	made.probed = liveness != nil || auth != nil
	made.plan = &planning{clock: c.config.Clock, render: func() plans {
		in, ctx := probeInput(snapshot), context.Background() // templates have their own limits
		return plans{liveness: liveness.plan(ctx, in), auth: auth.plan(ctx, in)}
	}}
	return made
}

func inputsOf(snapshot *target.Snapshot) inputs {
	made := inputs{
		uid: snapshot.UID, generation: snapshot.Connector.Generation,
		secretVersion: snapshot.Secret.ResourceVersion, rootsID: snapshot.RootsID,
	}
	if snapshot.Secret.Problem != nil {
		made.secretProblem = snapshot.Secret.Problem.Reason
	}
	if class := snapshot.Class; class != nil {
		made.classUID, made.classGeneration = class.UID, class.Generation
		if api := class.Status.API; api != nil && api.Address != nil {
			made.apiURL, made.apiCACerts = api.Address.URL, api.Address.CACerts
		}
	}
	return made
}

func probeInput(snapshot *target.Snapshot) probe.Input {
	in := probe.Input{
		Connector:   snapshot.Connector,
		Address:     snapshot.Address,
		Secret:      snapshot.Secret.Data,
		SecretType:  snapshot.Secret.Type,
		Roots:       snapshot.Roots,
		RootsID:     snapshot.RootsID,
		CustomRoots: snapshot.CustomRoots,
		Further:     snapshot.Further(snapshot.Address),
	}
	if api, status := snapshot.API, snapshot.Class.Status.API; api != nil && status != nil && status.Address != nil {
		in.API = &probe.API{URL: status.Address.URL, Roots: api.Roots, RootsID: api.RootsID}
	}
	return in
}

// inherit takes over what an earlier process has found out about a Connector, if it is about the Connector as it is now.
// It says whether there is anything to wait for the next regular run with.
func (c *Controller) inherit(key types.NamespacedName, next state, class *v1alpha1.ConnectorClass) bool {
	stored, err := c.connectors.Connectors(key.Namespace).Get(key.Name)
	if err != nil || stored.UID != next.inputs.uid || stored.Status.ObservedGeneration != next.inputs.generation {
		return false
	}
	secret := secretReady(observation{connector: stored, secret: next.secret, class: class})
	if old := condition.Find(stored.Status.Conditions, secret.Type); old == nil || old.Status != secret.Status || old.Reason != secret.Reason {
		return false
	}
	liveness, complete := inheritable(stored.Status.Conditions, v1alpha1.ConnectorLivenessReady, next.findings.liveness)
	auth, alsoComplete := inheritable(stored.Status.Conditions, v1alpha1.ConnectorAuthReady, next.findings.auth)
	if !complete || !alsoComplete {
		return false
	}
	c.states.inherit(key, next.inputs, liveness, auth)
	return true
}

// inheritable is the condition that a probe has led to, nil when there is no such probe. It is not complete when the probe
// has had no result.
func inheritable(conditions []v1alpha1.Condition, kind v1alpha1.ConditionType, f finding) (c *v1alpha1.Condition, complete bool) {
	if !f.declared {
		return nil, true
	}
	stored := condition.Find(conditions, kind)
	if stored == nil || stored.Status == metav1.ConditionUnknown || stored.LastProbeTime.IsZero() {
		return nil, false
	}
	return stored, true
}
