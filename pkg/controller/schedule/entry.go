// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package schedule

import (
	"container/list"
	"time"

	"k8s.io/apimachinery/pkg/types"
)

// entry is a key and where it stands. It waits for its time, or is queued, or has a run under way: exactly one of them.
type entry struct {
	key      types.NamespacedName
	host     *host // nil once forgotten
	lane     lane  // where its next run starts
	failures int   // in a row

	class class     // as which it is or was queued last
	due   time.Time // when its run is or was due
	at    int       // its place among those that wait for their time or are overdue

	queued *list.Element // in the queue of its host, lane and class
	order  uint64        // when it was queued

	run   *run
	after *plan // what follows the run under way, whose outcome is dropped
	gone  bool  // forgotten, and its run has not ended yet
}

// plan is when a key is run next. The class matters from then on.
type plan struct {
	class class
	due   time.Time
}

// run is one run under way.
type run struct {
	entry     *entry
	host      *host // the entry may have another by now
	lane      lane
	started   time.Time
	inTime    *list.Element // among the runs that have to leave the fast lane some time
	cancelled bool

	// cancel is set and called by the Scheduler alone.
	cancel func()
}

// superseded says that the outcome of the run under way does not count any more.
func (e *entry) superseded() bool { return e.gone || e.after != nil }

func (e *entry) before(other *entry) bool { return e.due.Before(other.due) }

func (e *entry) place() *int { return &e.at }
