// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classapi_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"connectors.alauda.io/test/integration/harness"
)

const (
	// shippedLimit is the memory that a Pod of connectors-classapi has (artifacts/deploy/cluster).
	shippedLimit = 1 << 30
	hostileHosts = 4
	// callersEach is how many ask each of them at once, more than there is room for.
	callersEach = 16
	// honestCalls is how often an honest tool is asked meanwhile.
	honestCalls = 10
	// pause is how long a hostile caller who finds no room waits before he asks again, which is shorter than he is told.
	pause = 100 * time.Millisecond
)

// Tools that send as much as they may, or do not end, take neither the memory of the process nor the room of other tools. It is
// measured as it is shipped.
func TestHostileToolsLeaveRoom(t *testing.T) {
	shipped := harness.Start(t, harness.Config{
		Without: []string{harness.Controller, harness.Proxy},
		Env:     map[string][]string{harness.ClassAPI: {"GOMEMLIMIT=850MiB"}}, // as in artifacts/deploy/cluster
		Release: true,
	})
	client := shipped.ClassAPIClient(t, harness.APIServer)
	ask := func(ctx context.Context, address, path string) (answered, error) {
		return callAt(ctx, client, shipped.ClassAPIEndpoint()+path, anonymous(t, address))
	}
	ctx, cancel := context.WithCancel(t.Context())
	var hostile sync.WaitGroup
	defer hostile.Wait()
	defer cancel()
	codes := &counts{of: map[int]int{}}
	for range hostileHosts {
		address := startHostile(t)
		for i := range callersEach {
			hostile.Go(func() {
				for n := i; ctx.Err() == nil; n++ {
					answer, err := ask(ctx, address, hostilePaths()[n%len(hostilePaths())])
					if err == nil {
						codes.add(answer.code)
					}
					if answer.code == http.StatusTooManyRequests {
						select {
						case <-ctx.Done():
						case <-time.After(pause):
						}
					}
				}
			})
		}
	}
	harness.Eventually(t, "hostile tools find no room", func(context.Context) error { return codes.expect(http.StatusTooManyRequests) })
	honest := startHonest(t)
	for range honestCalls {
		if answer, err := ask(ctx, honest, "/oci/tags?repository=small"); err != nil || answer.code != http.StatusOK {
			t.Fatalf("a list of a few tags: %.500s, %v", answer, err)
		}
		if answer, err := ask(ctx, honest, "/oci/tags?repository=large"); err != nil || answer.code != http.StatusOK {
			t.Fatalf("a list of very many tags: %.500s, %v", answer, err)
		}
	}
	peak := harness.PeakMemory(t, shipped.PID(t, harness.ClassAPI))
	t.Logf("%d MiB at most; hostile answers by code: %v", peak>>20, codes)
	if peak > shippedLimit*3/4 {
		t.Errorf("the process had %d MiB, of %d that it may have", peak>>20, shippedLimit>>20)
	}
}

// startHonest is the URL of a registry with a repository of few tags, and one of many that it gives at once.
func startHonest(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/v2/small/tags/list", writes(`{"tags":["v1","v2"]}`))
	mux.HandleFunc("/v2/large/tags/list", writes(listOf(4<<20)))
	return serve(t, mux)
}

// counts are how often something was answered, by code.
type counts struct {
	mu sync.Mutex
	of map[int]int
}

func (c *counts) add(code int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.of[code]++
}

func (c *counts) expect(code int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of[code] == 0 {
		return fmt.Errorf("no answer had code %d: %v", code, c.of)
	}
	return nil
}

// String implements fmt.Stringer.
func (c *counts) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return fmt.Sprint(c.of)
}
