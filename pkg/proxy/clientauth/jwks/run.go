// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package jwks

import "context"

// Run reads the keys now and every two minutes, after a failure every five seconds, until ctx ends. Keys that the cluster
// has withdrawn are forgotten then.
func (k *Keys) Run(ctx context.Context) {
	for ctx.Err() == nil {
		pause := period
		if k.renew(ctx) != nil {
			pause = apart
		}
		timer := k.clock.NewTimer(pause)
		select {
		case <-ctx.Done():
		case <-timer.C():
		}
		timer.Stop()
	}
}
