// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package connector is the controller of the status of Connectors.
//
// # How it works
//
// A target.Store compiles every Connector when one of its inputs changes and tells the controller (observe.go), which
// renders the probes of the class for this Connector, has them scheduled (at once if an input changed that they depend
// on) and has the Connector reconciled. A reconciliation (reconcile.go) reads the informers and what is remembered, asks
// evaluate.go, which is pure, what the status ought to be, and writes it once if it differs. Probes run outside of
// reconciliations (probes.go): their results are remembered, and one that differs from the last has the Connector
// reconciled.
//
// What is remembered can be lost: after a restart the conditions in the status stand for the results of the probes until
// these have run again, which happens spread over one interval.
//
// # Why it is safe
//
// The controller is handed credentials, which probes send to the tool. They are held as target.Credential inside the plans
// of package probe and nowhere else. Messages of conditions and Events come from three places: fixed texts of this
// package with names of objects, package target, which names no value, and package probe, which checks what it says
// against the Secret. What a tool answered is in none of them.
//
// A Service is changed or deleted only if the Connector controls it by its UID. A Service of the same name that belongs
// to somebody else stays as it is, and the condition says so.
package connector
