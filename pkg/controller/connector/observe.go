// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"context"
	"crypto/x509"

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
	case next.liveness == nil && next.auth == nil:
		c.scheduler.Forget(key)
	case known && before.inputs == next.inputs:
	case !known && c.inherit(key, next):
		c.scheduler.Adopt(key, host(snapshot))
	default:
		c.scheduler.Trigger(key, host(snapshot), urgency(before))
	}
	c.queue.Add(key)
}

// host is what limits on parallel probes count by.
func host(snapshot *target.Snapshot) string {
	if snapshot.Address.IsZero() {
		return "class " + snapshot.Connector.Spec.ConnectorClassName
	}
	return snapshot.Address.HostPort()
}

// urgency lets those go first that nobody can use at the moment.
func urgency(before state) schedule.Urgency {
	if before.findings.healthy() {
		return schedule.Second
	}
	return schedule.First
}

// prepare makes the state of a Connector, without results.
func (c *Controller) prepare(snapshot *target.Snapshot) state {
	made := state{snapshot: snapshot, inputs: inputsOf(snapshot)}
	if snapshot.Class == nil {
		return made
	}
	probes := c.library.get(snapshot.Class)
	in := c.probeInput(snapshot)
	ctx := context.Background() // templates have their own limits
	made.liveness = probes.liveness.plan(ctx, in)
	made.findings.liveness.declared = made.liveness != nil
	if auth := snapshot.Connector.Spec.Auth; auth != nil && probes.auth[auth.Name] != nil {
		made.findings.auth.declared = true
		if snapshot.Secret.Problem == nil {
			made.auth = probes.auth[auth.Name].plan(ctx, in)
		}
	}
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

func (c *Controller) probeInput(snapshot *target.Snapshot) probe.Input {
	in := probe.Input{
		Connector:  snapshot.Connector,
		Address:    snapshot.Address,
		Secret:     snapshot.Secret.Data,
		SecretType: snapshot.Secret.Type,
		Roots:      snapshot.Roots,
		RootsID:    snapshot.RootsID,
	}
	if api := snapshot.Class.Status.API; api != nil && api.Address != nil {
		in.API = &probe.API{URL: api.Address.URL}
		in.API.Roots, in.API.RootsID = c.apiRoots(api.Address.CACerts)
	}
	return in
}

// apiRoots are the authorities that vouch for a class API: those that its class names, or those of all Connectors.
func (c *Controller) apiRoots(caCerts string) (*x509.CertPool, string) {
	if caCerts == "" {
		return c.config.Roots()
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM([]byte(caCerts))
	return pool, "class API: " + caCerts
}

// inherit takes over what an earlier process has found out about a Connector, if it is about the Connector as it is now.
// It says whether there is anything to wait for the next regular run with.
func (c *Controller) inherit(key types.NamespacedName, next state) bool {
	stored, err := c.connectors.Connectors(key.Namespace).Get(key.Name)
	if err != nil || stored.UID != next.inputs.uid || stored.Status.ObservedGeneration != next.inputs.generation {
		return false
	}
	secret := secretReady(observation{snapshot: next.snapshot, class: next.snapshot.Class})
	if old := condition.Find(stored.Status.Conditions, secret.Type); old == nil || old.Status != secret.Status || old.Reason != secret.Reason {
		return false
	}
	liveness := inheritable(stored.Status.Conditions, v1alpha1.ConnectorLivenessReady, next.liveness)
	auth := inheritable(stored.Status.Conditions, v1alpha1.ConnectorAuthReady, next.auth)
	if (liveness == nil) != (next.liveness == nil) || (auth == nil) != (next.auth == nil) {
		return false
	}
	c.states.inherit(key, next.inputs, liveness, auth)
	return true
}

// inheritable is the condition that a probe has led to, nil when there is no probe or no result.
func inheritable(conditions []v1alpha1.Condition, kind v1alpha1.ConditionType, plan *probe.Plan) *v1alpha1.Condition {
	stored := condition.Find(conditions, kind)
	if plan == nil || stored == nil || stored.Status == metav1.ConditionUnknown || stored.LastProbeTime.IsZero() {
		return nil
	}
	return stored
}
