// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package csi_test

import (
	"context"
	"errors"
	"os"
	"sync"
	"testing"

	"github.com/moby/sys/mountinfo"

	"connectors.alauda.io/test/integration/harness"
)

// A driver that is killed among fifty mounts leaves nothing that the next one cannot go on with.
func TestKilledAmongMounts(t *testing.T) {
	const volumes, enough = 50, 10
	k := newKubelet(t)
	account := demo(t, viewer)
	var all []volume
	for range volumes {
		all = append(all, k.newVolume(t, account, demoAttributes(account)))
	}
	harness.Eventually(t, "the first volume is mounted", func(ctx context.Context) error { return k.publish(ctx, all[0]) })

	var calls sync.WaitGroup
	mounted := make(chan error, volumes)
	for _, v := range all {
		calls.Go(func() { mounted <- k.publish(t.Context(), v) })
	}
	for range enough {
		<-mounted
	}
	stack.Kill(t, k.driver.Part)
	calls.Wait()

	stack.Restart(t, k.driver.Part)
	harness.Eventually(t, "the driver is registered again", func(ctx context.Context) error { return k.register(ctx, t) })
	for _, v := range all {
		k.awaitFile(t, v, ".gitconfig", "this is git config\n")
	}
	if got := len(mounts(t, k)); got != volumes {
		t.Errorf("%d mounts for %d volumes", got, volumes)
	}
	for _, v := range all {
		if err := k.unpublish(t.Context(), v); err != nil {
			t.Error(err)
		}
	}
	if left := mounts(t, k); len(left) != 0 {
		t.Errorf("%d mounts are left", len(left))
	}
}

func mounts(t *testing.T, k *kubelet) []*mountinfo.Info {
	t.Helper()
	found, err := mountinfo.GetMounts(mountinfo.PrefixFilter(k.driver.KubeletDir))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A socket that is swept away comes back, and the one of a driver that ended is gone, so that no kubelet waits for it.
func TestSockets(t *testing.T) {
	k := newKubelet(t)
	for _, path := range []string{k.driver.Registration, k.driver.Endpoint} {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	harness.Eventually(t, "the sockets are back", func(context.Context) error {
		_, first := os.Stat(k.driver.Registration)
		_, second := os.Stat(k.driver.Endpoint)
		return errors.Join(first, second)
	})
	harness.Eventually(t, "the driver is registered", func(ctx context.Context) error { return k.register(ctx, t) })
	stack.Restart(t, k.driver.Part)
	harness.Eventually(t, "the driver is registered", func(ctx context.Context) error { return k.register(ctx, t) })
}
