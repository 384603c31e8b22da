// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"k8s.io/apimachinery/pkg/util/uuid"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
	"k8s.io/klog/v2"

	"connectors.alauda.io/pkg/controller/manager"
)

// watchdogTolerance is how long after its lease has run out a leader may still say that it is healthy.
const watchdogTolerance = 20 * time.Second

var errLeadershipLost = errors.New("another replica may be leading by now: this one ends, to be started again")

// election lets one replica at a time run the manager.
type election struct {
	manager  *manager.Manager
	watchdog *leaderelection.HealthzAdaptor
	elector  *leaderelection.LeaderElector // nil when there is no election
	// electing ends, and the lease is given back, with end.
	electing context.Context
	end      context.CancelFunc
}

// newElection prepares the election in which this replica takes part until ctx ends.
func (c *config) newElection(ctx context.Context, m *manager.Manager) (*election, error) {
	e := &election{manager: m, watchdog: leaderelection.NewLeaderHealthzAdaptor(watchdogTolerance)}
	if !c.leaderElection.LeaderElect {
		return e, nil
	}
	host, err := os.Hostname()
	if err != nil {
		return nil, fmt.Errorf("the name of this machine is not known: %w", err)
	}
	lock, err := resourcelock.NewFromKubeconfig(c.leaderElection.ResourceLock, c.leaderElection.ResourceNamespace,
		c.leaderElection.ResourceName, resourcelock.ResourceLockConfig{Identity: host + "_" + string(uuid.NewUUID())},
		rest.CopyConfig(c.cluster), c.leaderElection.RenewDeadline.Duration)
	if err != nil {
		return nil, fmt.Errorf("preparing the election of a leader: %w", err)
	}
	e.electing, e.end = context.WithCancel(context.WithoutCancel(ctx))
	e.elector, err = leaderelection.NewLeaderElector(leaderelection.LeaderElectionConfig{
		Name:            name,
		Lock:            lock,
		LeaseDuration:   c.leaderElection.LeaseDuration.Duration,
		RenewDeadline:   c.leaderElection.RenewDeadline.Duration,
		RetryPeriod:     c.leaderElection.RetryPeriod.Duration,
		ReleaseOnCancel: true,
		WatchDog:        e.watchdog,
		Callbacks: leaderelection.LeaderCallbacks{
			OnStartedLeading: func(leading context.Context) { e.lead(ctx, leading) },
			OnStoppedLeading: func() { klog.FromContext(ctx).Info("Not leading any more") },
		},
	})
	if err != nil {
		return nil, fmt.Errorf("preparing the election of a leader: %w", err)
	}
	return e, nil
}

// run leads, or waits to, until ctx ends. The lease is given back once nothing is done under it any more, so that no two
// replicas work at once and the next one need not wait.
func (e *election) run(ctx context.Context) error {
	if e.elector == nil {
		e.manager.Run(ctx)
		return nil
	}
	defer e.end()
	stop := context.AfterFunc(ctx, func() {
		// The leader ends the election when its work has ended.
		if !e.elector.IsLeader() {
			e.end()
		}
	})
	defer stop()
	e.elector.Run(e.electing)
	if ctx.Err() == nil {
		return errLeadershipLost
	}
	return nil
}

// lead runs the manager until ctx ends, since the process is asked to end, or leading does, since the lease is lost.
func (e *election) lead(ctx, leading context.Context) {
	defer e.end()
	working, stop := context.WithCancel(leading)
	defer stop()
	defer context.AfterFunc(ctx, stop)()
	klog.FromContext(ctx).Info("Leading")
	e.manager.Run(working)
}

// ready says whether this replica would be missed: it leads and has seen the cluster, or it knows who leads.
func (e *election) ready(*http.Request) error {
	switch {
	case e.elector != nil && e.elector.GetLeader() == "":
		return errors.New("no leader is known yet")
	case e.elector != nil && !e.elector.IsLeader():
		return nil
	case !e.manager.HasSynced():
		return errors.New("connectors, classes, Services or certificate authorities have not been read yet")
	}
	return nil
}
