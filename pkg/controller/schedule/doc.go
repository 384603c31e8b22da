// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package schedule decides when which key is run: each one every interval, at once when something about it changed, and
// never so many at a time that the machine, or one tool, is overrun.
//
// A planner is the whole of the decisions: a state machine that is told the time and starts nothing. A Scheduler is what
// carries them out: one goroutine that asks the planner what to start and what to cancel, and one goroutine per run. No
// lock is held during a run.
//
// # Why no tool can starve another
//
// What a run costs is not known before: a tool may answer in five milliseconds or hang until the run gives up. So places
// are limited, and a place is what tools compete for.
//
//   - Hosts. At most PerHost runs are under way with one host. The due keys of a host wait in queues of that host, and
//     a host without a free place offers none of them, so nobody waits behind it.
//   - Lanes. A key whose last run took SlowAfter or longer starts in the slow lane, which has at most half of all places
//     and at most half of those of each host. What is left is the fast lane's. So tools that are known to be slow leave
//     the other half alone, also when they share a host with fast ones, as the repositories of one Git server do.
//   - Time. A run in the fast lane that reaches SlowAfter goes on in the slow lane if that has a place, there and for
//     its host. If not, it is cancelled and its key waits in the slow lane, where it is given the time it needs. So a
//     place of the fast lane is free again after SlowAfter, whatever the tool does: a tool is slow there once.
//
// The slow lane takes free places first, up to its half. The fast lane cannot be left without, because it has the other
// half for itself; the slow lane cannot either, because places of the fast lane become free all the time.
//
// All of this rests on runs that end soon after they are cancelled. One that does not keeps its place.
//
// # Order
//
// In each lane triggered keys go before periodic ones, and among the triggered the First before the Second; within a
// class the one that has waited longest goes first. A class that waits is passed over three times in a row at most: then
// it has the next place. This is counted for each lane and also for each host, since a host without a free place is
// not there when it would be its turn. So a steady stream of triggers slows periodic keys down and does not stop them.
//
// # Times
//
// The next run of a key is planned from when the last one was due, not from when it ended, so that intervals do not grow
// by what runs take, and keys that are spread over the interval stay so. A run that started late by more than the jitter
// makes a new plan from its start: after a pause of the machine each key is run once, and not once per missed interval.
//
// # Cost
//
// Memory is O(keys). Every operation is O(log n), also with all keys waiting for one host: the next key to run is found
// in a heap of queues that have both a key and a place. Forget leaves nothing behind once a run under way has ended.
package schedule
