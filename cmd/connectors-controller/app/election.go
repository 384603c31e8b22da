// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"k8s.io/apimachinery/pkg/util/uuid"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"

	"connectors.alauda.io/pkg/controller/manager"
)

// watchdogTolerance is how long after its lease has run out a leader may still say that it is healthy.
const watchdogTolerance = 20 * time.Second

// election lets one replica at a time run a manager. A replica that has lost its lease, because the API server was away for
// too long, stands again: nothing of its former term is left, since every term has a manager of its own.
type election struct {
	config   *config
	watchdog *leaderelection.HealthzAdaptor
	// elector is that of the current term, nil when there is no election; manager is set while this replica leads.
	elector atomic.Pointer[leaderelection.LeaderElector]
	manager atomic.Pointer[manager.Manager]
}

func newElection(c *config) *election {
	return &election{config: c, watchdog: leaderelection.NewLeaderHealthzAdaptor(watchdogTolerance)}
}

// run leads, or waits to, until ctx ends. It fails when a manager cannot be made.
func (e *election) run(ctx context.Context) error {
	if !e.config.leaderElection.LeaderElect {
		return e.manage(ctx)
	}
	lock, err := e.newLock()
	if err != nil {
		return fmt.Errorf("preparing the election of a leader: %w", err)
	}
	for ctx.Err() == nil {
		if err := e.stand(ctx, lock); err != nil {
			return err
		}
	}
	return nil
}

func (e *election) newLock() (resourcelock.Interface, error) {
	host, err := os.Hostname()
	if err != nil {
		return nil, fmt.Errorf("the name of this machine is not known: %w", err)
	}
	access := rest.CopyConfig(e.config.cluster)
	access.QPS = -1 // it asks every other second, and a delay may cost the lease
	options := e.config.leaderElection
	return resourcelock.NewFromKubeconfig(options.ResourceLock, options.ResourceNamespace, options.ResourceName,
		resourcelock.ResourceLockConfig{Identity: host + "_" + string(uuid.NewUUID())}, access, options.RenewDeadline.Duration)
}

// stand takes part in the election once: it returns when a term has ended, or ctx has. The lease is given back once
// nothing is done under it any more, so that no two replicas work at once and the next one need not wait.
func (e *election) stand(ctx context.Context, lock resourcelock.Interface) error {
	c := &candidacy{election: e, ctx: ctx, over: make(chan struct{})}
	var electing context.Context
	electing, c.end = context.WithCancel(context.WithoutCancel(ctx))
	defer c.end()
	elector, err := leaderelection.NewLeaderElector(c.options(lock))
	if err != nil {
		return fmt.Errorf("preparing the election of a leader: %w", err)
	}
	e.elector.Store(elector)
	e.watchdog.SetLeaderElection(elector)
	stop := context.AfterFunc(ctx, func() {
		// A leader ends the election when its work has ended.
		if !elector.IsLeader() {
			c.end()
		}
	})
	defer stop()
	elector.Run(electing)
	if c.began.Load() {
		<-c.over
		return c.err
	}
	return nil
}

// manage runs a manager until ctx ends and it has.
func (e *election) manage(ctx context.Context) error {
	m, err := manager.New(ctx, e.config.manager)
	if err != nil {
		return err
	}
	e.manager.Store(m)
	defer e.manager.CompareAndSwap(m, nil)
	m.Run(ctx)
	return nil
}

// ready says whether this replica would be missed: it leads and has seen the cluster, or it knows who leads.
func (e *election) ready(*http.Request) error {
	elector, working := e.elector.Load(), e.manager.Load()
	switch {
	case e.config.leaderElection.LeaderElect && (elector == nil || elector.GetLeader() == ""):
		return errors.New("no leader is known yet")
	case elector != nil && !elector.IsLeader():
		return nil
	case working == nil || !working.HasSynced():
		return errors.New("connectors, classes, Services or certificate authorities have not been read yet")
	}
	return nil
}
