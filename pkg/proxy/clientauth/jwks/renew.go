// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package jwks

import (
	"context"

	"k8s.io/klog/v2"
)

// renew reads the keys, once for all who call it meanwhile and unless that was done a moment ago.
func (k *Keys) renew(ctx context.Context) error {
	if !k.places.TryAcquire(1) {
		return errCrowded
	}
	defer k.places.Release(1)
	read := k.flight.DoChan("", func() (any, error) {
		if !k.begin() {
			return nil, errTooSoon
		}
		// Others wait for it as well, so it does not end with the caller that came first.
		return nil, k.read(context.WithoutCancel(ctx))
	})
	select {
	case <-ctx.Done():
		return ctx.Err()
	case result := <-read:
		return result.Err
	}
}

// begin says whether it is time for a reading, which then begins.
func (k *Keys) begin() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.clock.Now()
	if !k.begun.IsZero() && now.Sub(k.begun) < apart {
		return false
	}
	k.begun = now
	return true
}

func (k *Keys) read(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, k.timeout)
	defer cancel()
	found, err := fetch(ctx, k.client)
	k.observe(err)
	if err != nil {
		klog.FromContext(ctx).Error(err, "Reading the keys of the cluster failed")
		return err
	}
	k.current.Store(found)
	return nil
}
