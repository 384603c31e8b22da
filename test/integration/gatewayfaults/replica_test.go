// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gatewayfaults

import (
	"context"
	"fmt"
	"net/http"
	"syscall"
	"testing"
	"time"

	localstack "connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/test/integration/harness"
)

// A replica is a connectors-proxy that runs, by the name of its part.
type replica string

// first is the one that every stack has.
const first = replica(harness.Proxy)

func partOf(number int) string { return localstack.ProxyReplica(number).Name }

// start runs one more replica, which ends with the test and has shown no secret by then.
func (r room) start(t *testing.T, number int) replica {
	t.Helper()
	started := replica(stack.ProxyReplica(t, number))
	t.Cleanup(func() { r.expectProcessWithoutSecrets(t, started) })
	return started
}

// url is where a replica takes requests.
func (p replica) url() string { return p.at("") }

func (p replica) at(suffix string) string {
	return fmt.Sprintf("http://127.0.0.1:%d", stack.Cluster().Port(string(p)+suffix))
}

// ready asks a replica whether it is.
func (p replica) ready(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.at("-health")+"/readyz", nil)
	if err != nil {
		return err
	}
	request.Close = true
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("/readyz of %s: %s", p, answer.Status)
	}
	return nil
}

func (p replica) pid(t *testing.T) int {
	t.Helper()
	return stack.PID(t, string(p))
}

// terminate asks a replica to end, and gives a function that returns when it has.
func (p replica) terminate(t *testing.T) (await func(limit time.Duration)) {
	t.Helper()
	pid := p.pid(t)
	if err := syscall.Kill(pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	return func(limit time.Duration) {
		t.Helper()
		harness.Within(t, limit, string(p)+" ends", func(context.Context) error {
			if err := syscall.Kill(pid, 0); err == nil {
				return fmt.Errorf("process %d still runs", pid)
			}
			return nil
		})
	}
}
