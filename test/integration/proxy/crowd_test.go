// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxy_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
	"k8s.io/apimachinery/pkg/util/wait"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

const (
	crowdConnectors = 50
	crowdClients    = 200
	callsPerClient  = 15
)

// A shop is a tool that only takes credentials of its own Connector.
type shop struct {
	tool      *tool
	connector *v1alpha1.Connector
	secret    string
	prefix    string
}

// Many clients use many Connectors while their Secrets change: none ever carries the credential of another.
func TestCrowd(t *testing.T) {
	r := newRoom(t)
	var foreign atomic.Int64
	shops := make([]shop, crowdConnectors)
	by := r.ways(t)[1]
	for i := range shops {
		shops[i] = r.openShop(t, i, &foreign)
		// Who asks for many Connectors at once that the server does not know yet is told to come again.
		if got := r.send(t, by, shops[i].connector, call{}); got.StatusCode != http.StatusOK {
			t.Fatalf("answer %d: %s", got.StatusCode, clip(got.body))
		}
	}
	r.eachWay(t, func(t *testing.T, by way) {
		ctx, cancel := context.WithCancel(t.Context())
		var rotators errgroup.Group
		var rotations atomic.Int64
		for i := range 4 {
			rotators.Go(func() error {
				for n := i; ctx.Err() == nil; n += 4 {
					s := shops[n%len(shops)]
					if err := r.tryRotate(t.Context(), s.secret, bearerAuth, fmt.Sprintf("%s%d", s.prefix, n)); err != nil {
						return err
					}
					rotations.Add(1)
				}
				return nil
			})
		}
		started := time.Now()
		var clients errgroup.Group
		for i := range crowdClients {
			clients.Go(func() error { return r.visit(t.Context(), by, shops, i) })
		}
		err := clients.Wait()
		took := time.Since(started)
		cancel()
		if err := errors.Join(err, rotators.Wait()); err != nil {
			t.Error(err)
		}
		if foreign.Load() > 0 {
			t.Errorf("%d requests carried no credential or that of another Connector", foreign.Load())
		}
		t.Logf("%d requests during %d rotations, %.0f per second", crowdClients*callsPerClient, rotations.Load(),
			crowdClients*callsPerClient/took.Seconds())
	})
	// Tests that come later need not wait until the kube-apiserver has seen that our server is there.
	harness.Eventually(t, "the kube-apiserver passes requests on", r.answers(r.ways(t)[0], shops[0].connector, http.StatusOK, ""))
}

func (r room) openShop(t *testing.T, i int, foreign *atomic.Int64) shop {
	t.Helper()
	s := shop{prefix: fmt.Sprintf("%sshop-%d-", canary, i)}
	s.tool = newTool(t, func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer "+s.prefix) {
			foreign.Add(1)
			http.Error(w, "not for here", http.StatusUnauthorized)
			return
		}
		_, _ = w.Write([]byte(s.prefix))
	})
	s.secret = r.newSecret(t, bearerAuth, s.prefix+"first")
	s.connector = r.newConnectorWith(t, s.tool.URL, bearerAuth, s.secret)
	return s
}

func (r room) visit(ctx context.Context, by way, shops []shop, first int) error {
	for n := range callsPerClient {
		s := shops[(first+n*7)%len(shops)]
		got, err := r.tryServed(ctx, by, s.connector, call{rest: fmt.Sprintf("/%d/%d", first, n)})
		if err != nil {
			return err
		}
		if got.StatusCode != http.StatusOK || string(got.body) != s.prefix {
			return fmt.Errorf("answer %d: %s", got.StatusCode, clip(got.body))
		}
	}
	return nil
}

// tryServed is try for as long as the kube-apiserver takes our server for gone: it asks that server every now and then whether
// it is there, and a machine that the crowd keeps busy may take too long to answer.
func (r room) tryServed(ctx context.Context, by way, c *v1alpha1.Connector, call call) (got answer, err error) {
	const pause, patience = 100 * time.Millisecond, time.Minute
	err = wait.PollUntilContextTimeout(ctx, pause, patience, true, func(ctx context.Context) (bool, error) {
		got, err = r.try(ctx, by, c, call)
		gone := by.aggregated && err == nil && got.StatusCode == http.StatusServiceUnavailable && string(got.body) == "service unavailable\n"
		return !gone, err
	})
	return got, err
}
