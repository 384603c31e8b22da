// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"sync/atomic"

	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
	"k8s.io/klog/v2"
)

// candidacy is one time that this replica stands in the election, and leads if it wins.
type candidacy struct {
	election *election
	// ctx ends when the process is asked to end.
	ctx context.Context
	// end ends the election; the lease is given back then.
	end context.CancelFunc
	// began is true once this replica has won; over is closed when its manager has ended. err is set before.
	began atomic.Bool
	over  chan struct{}
	err   error
}

func (c *candidacy) options(lock resourcelock.Interface) leaderelection.LeaderElectionConfig {
	options := c.election.config.leaderElection
	return leaderelection.LeaderElectionConfig{
		Name:            name,
		Lock:            lock,
		LeaseDuration:   options.LeaseDuration.Duration,
		RenewDeadline:   options.RenewDeadline.Duration,
		RetryPeriod:     options.RetryPeriod.Duration,
		ReleaseOnCancel: true,
		WatchDog:        c.election.watchdog,
		Callbacks: leaderelection.LeaderCallbacks{
			OnStartedLeading: c.lead,
			OnStoppedLeading: func() { klog.FromContext(c.ctx).Info("Not leading any more") },
		},
	}
}

// lead runs a manager until the process is asked to end, or leading does because the lease is lost.
func (c *candidacy) lead(leading context.Context) {
	c.began.Store(true)
	defer close(c.over)
	if leading.Err() != nil {
		return // the election may be about to begin anew
	}
	defer c.end()
	working, stop := context.WithCancel(leading)
	defer stop()
	defer context.AfterFunc(c.ctx, stop)()
	klog.FromContext(c.ctx).Info("Leading")
	c.err = c.election.manage(working)
}
