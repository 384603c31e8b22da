// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package gatewayfaults gives connectors-proxy what it must survive: replicas that are killed, tools and clients that misbehave,
// servers of the cluster that are away, and permissions that end in the middle of a stream. What is asked of a replica is
// asked of its process as well: memory, goroutines, open files, and no secret in any log.
//
// Tests that wait do so beside each other, each with replicas of its own. Only the one that takes servers away is alone.
package gatewayfaults

import (
	"fmt"
	"os"
	"testing"
	"time"

	"connectors.alauda.io/test/integration/harness"
)

const (
	// headerTimeout is how long a tool may take to answer in these tests: long enough for a busy machine to read as much as one
	// may say.
	headerTimeout = 10 * time.Second
	// The bounds of narrow replicas.
	narrowConnections  = 30
	narrowPerConnector = 3
	// How brief replicas end. Both are long enough for what has to happen within them on a busy machine too.
	shutdownDelay   = 30 * time.Second
	shutdownTimeout = 20 * time.Second
)

// The replicas that tests start beside the first proxy, by number.
const (
	killed = iota + 1
	spare
	brief
	briefIdle
	narrow
	narrowIdle
	unread
	reopened
	hammered
	crowded
)

// At this verbosity the client libraries log what they send: no token may be in there. At higher ones client-go v0.36 has a data
// race in its timing of connections whose request is cancelled.
const verbose = "-v=8"

var stack = harness.New(harness.Config{
	Without: []string{harness.Controller},
	Args: map[string][]string{
		harness.Proxy:      {verbose, "--tool-header-timeout=" + headerTimeout.String()},
		partOf(brief):      briefArgs(),
		partOf(briefIdle):  briefArgs(),
		partOf(narrow):     narrowArgs(),
		partOf(narrowIdle): narrowArgs(),
	},
	Env: collecting(),
})

// collecting has the proxies collect garbage as usual, and not only when there is much of it: tests compare what is held.
func collecting() map[string][]string {
	env := map[string][]string{}
	for _, part := range []string{
		harness.Proxy, partOf(killed), partOf(spare), partOf(brief), partOf(briefIdle), partOf(narrow), partOf(narrowIdle),
		partOf(unread), partOf(reopened), partOf(hammered), partOf(crowded),
	} {
		env[part] = []string{"GOGC=100"}
	}
	return env
}

func briefArgs() []string {
	return []string{
		verbose, "--shutdown-delay-duration=" + shutdownDelay.String(), "--shutdown-timeout=" + shutdownTimeout.String(),
	}
}

func narrowArgs() []string {
	return []string{
		verbose,
		fmt.Sprintf("--max-requests-inflight-per-connector=%d", narrowPerConnector),
		fmt.Sprintf("--max-connections=%d", narrowConnections),
	}
}

func TestMain(m *testing.M) { os.Exit(stack.Main(m)) }
