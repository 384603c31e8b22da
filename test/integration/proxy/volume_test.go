// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxy_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/test/integration/harness"
)

const (
	unrelatedSecrets = 20000
	secretBytes      = 4 << 10
	// mostForUnrelated is what our server may grow by for all of them.
	mostForUnrelated = 20 << 20
	// creators work side by side.
	creators = 16
)

// Volume is measured on servers as they are shipped, in a cluster with nothing else in it.
func TestVolume(t *testing.T) {
	released := harness.Start(t, harness.Config{Without: []string{harness.Controller, harness.Proxy}, Release: true})
	// First, while the server is small.
	t.Run("unrelated Secrets", func(t *testing.T) { testUnrelatedSecrets(t, released) })
	awaitRemoval(t, released) // which takes the kube-apiserver memory, too
	t.Run("gibibytes", func(t *testing.T) { testGibibytes(t, released) })
}

// awaitRemoval returns when the namespaces that were deleted are gone with all that was in them.
func awaitRemoval(t *testing.T, stack *harness.Stack) {
	t.Helper()
	namespaces := harness.Kube(t, stack.Admin(t)).CoreV1().Namespaces()
	harness.Within(t, 10*time.Minute, "deleted namespaces are gone", func(ctx context.Context) error {
		list, err := namespaces.List(ctx, metav1.ListOptions{})
		if err != nil {
			return err
		}
		for i := range list.Items {
			if list.Items[i].DeletionTimestamp != nil {
				return fmt.Errorf("%s is still there", list.Items[i].Name)
			}
		}
		return nil
	})
}

// Secrets that no Connector refers to cost next to nothing, and do not delay what concerns those that one refers to.
func testUnrelatedSecrets(t *testing.T, stack *harness.Stack) {
	r := newRoomIn(t, stack)
	tl := newTool(t, ok)
	secret := r.newSecret(t, bearerAuth, newCredential())
	connector := r.newConnectorWith(t, tl.URL, bearerAuth, secret)
	by := r.ways(t)[1]
	if got := r.send(t, by, connector, call{}); got.StatusCode != http.StatusOK {
		t.Fatalf("answer %d: %s", got.StatusCode, clip(got.body))
	}
	before := r.settled(t)
	started := time.Now()
	r.createSecrets(t, unrelatedSecrets, strings.Repeat("x", secretBytes))
	t.Logf("%d Secrets made in %.0f s", unrelatedSecrets, time.Since(started).Seconds())
	r.expectRotation(t, by, connector, tl, secret)
	r.expectSettled(t, "the Secrets are there", before)
	// A server that starts while they are there reads no more of them.
	stack.Restart(t, harness.APIServer)
	r.expectSettled(t, "the server has started while they are there", before)
	r.expectRotation(t, by, connector, tl, secret)
}

func (r room) createSecrets(t *testing.T, n int, content string) {
	t.Helper()
	group, ctx := errgroup.WithContext(t.Context())
	var next atomic.Int64
	for range creators {
		group.Go(func() error {
			for i := next.Add(1); i <= int64(n); i = next.Add(1) {
				_, err := r.kube.CoreV1().Secrets(r.namespace).Create(ctx, &corev1.Secret{
					ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("unrelated-%d", i)},
					StringData: map[string]string{"content": content},
				}, metav1.CreateOptions{})
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
}

// expectSettled wants our server to hold not much more than before, once it has settled and its garbage is collected: that
// happens at least every two minutes, and takes longer on a busy machine.
func (r room) expectSettled(t *testing.T, when string, before int64) {
	t.Helper()
	now := r.settled(t)
	t.Logf("%s: %d MiB before, %d MiB when %s, %d MiB at most", harness.APIServer, before>>20, now>>20, when,
		harness.PeakMemory(t, r.stack.PID(t, harness.APIServer))>>20)
	harness.Within(t, 5*time.Minute, fmt.Sprintf("%d Secrets cost next to nothing when %s", unrelatedSecrets, when),
		func(context.Context) error {
			if grown := harness.Memory(t, r.stack.PID(t, harness.APIServer)) - before; grown > mostForUnrelated {
				return fmt.Errorf("the server has %.1f MiB more, want at most %d", float64(grown)/(1<<20), mostForUnrelated>>20)
			}
			return nil
		})
}

// settled is the memory of our server once it does not shrink any more: the garbage collector gives back slowly what it
// finds.
func (r room) settled(t *testing.T) int64 {
	t.Helper()
	const calm = 20 * time.Second
	least, since := harness.Memory(t, r.stack.PID(t, harness.APIServer)), time.Now()
	harness.Within(t, 10*time.Minute, "the memory of the server settles", func(context.Context) error {
		now := harness.Memory(t, r.stack.PID(t, harness.APIServer))
		if now < least-(256<<10) {
			least, since = now, time.Now()
		}
		if quiet := time.Since(since); quiet < calm {
			return fmt.Errorf("%d MiB for %s", now>>20, quiet)
		}
		return nil
	})
	return least
}
