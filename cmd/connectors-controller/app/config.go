// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"
	"time"

	apiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	componentconfig "k8s.io/component-base/config"
	"k8s.io/component-base/metrics"
	"k8s.io/component-base/metrics/legacyregistry"

	"connectors.alauda.io/pkg/controller/connector"
	"connectors.alauda.io/pkg/controller/manager"
	"connectors.alauda.io/pkg/controller/schedule"
	"connectors.alauda.io/pkg/generated/clientset/versioned"
	"connectors.alauda.io/pkg/proxy/inject"
	"connectors.alauda.io/pkg/target"
)

const (
	// slowAfter is how long a probe may take before it makes room for others.
	slowAfter = 500 * time.Millisecond
	// jitter is the share of an interval by which probes vary, so that those that began together part.
	jitter = 0.1
	// Events are for people to read. Ten thousand transitions at once must not keep the API server from the statuses.
	eventsPerSecond = 50
	eventsBurst     = 200
)

// config is what the options lead to.
type config struct {
	manager        manager.Config
	cluster        *rest.Config
	leaderElection componentconfig.LeaderElectionConfiguration
	serving        *apiserver.SecureServingInfo
	authentication apiserver.AuthenticationInfo
	authorization  apiserver.AuthorizationInfo
}

// Config turns the options into a configuration. It reads files.
func (o *Options) Config() (*config, error) {
	access, err := clientcmd.BuildConfigFromFlags("", o.Kubeconfig)
	if err != nil {
		return nil, fmt.Errorf("how to reach the cluster is not known: give --kubeconfig, or run in a Pod: %w", err)
	}
	rest.AddUserAgent(access, name)
	clients, err := newClients(access)
	if err != nil {
		return nil, err
	}
	rules, err := o.Dial.Rules()
	if err != nil {
		return nil, err
	}
	figures, err := connector.NewMetrics(registry{})
	if err != nil {
		return nil, fmt.Errorf("registering metrics: %w", err)
	}
	c := &config{cluster: access, leaderElection: o.LeaderElection}
	c.manager = manager.Config{
		Clients:     clients,
		NewInjector: checkTemplates,
		DialRules:   rules,
		Schedule: schedule.Options{
			Interval: o.Probes.Interval, MaxBackoff: o.Probes.MaxBackoff, Jitter: jitter,
			Concurrency: o.Probes.Concurrency, PerHost: o.Probes.PerHost, SlowAfter: slowAfter,
		},
		ProbeTimeout:      o.Probes.Timeout,
		ProbeTimeRefresh:  o.Probes.TimeRefresh,
		ClassInterval:     o.Classes.Interval,
		ClassMaxBackoff:   o.Classes.MaxBackoff,
		AllowPlaintextAPI: o.ClassAPIs.AllowPlaintext,
		Workers:           o.Workers,
		Metrics:           figures,
	}
	if c.manager.ClassCAs, err = o.ClassAPIs.Authorities(); err != nil {
		return nil, err
	}
	if c.manager.ClientCertificate, err = o.ClassAPIs.Certificate(); err != nil {
		return nil, err
	}
	return c, o.applyServing(c)
}

// applyServing prepares the port for health and metrics.
func (o *Options) applyServing(c *config) error {
	if err := o.SecureServing.MaybeDefaultWithSelfSignedCerts("localhost", nil, nil); err != nil {
		return fmt.Errorf("making a serving certificate: %w", err)
	}
	var loopback *rest.Config
	if err := o.SecureServing.ApplyTo(&c.serving, &loopback); err != nil {
		return fmt.Errorf("preparing the port for health and metrics: %w", err)
	}
	if o.SecureServing.BindPort == 0 && o.SecureServing.Listener == nil {
		return nil
	}
	if err := o.Authentication.ApplyTo(&c.authentication, c.serving, nil); err != nil {
		return fmt.Errorf("preparing authentication: %w", err)
	}
	if err := o.Authorization.ApplyTo(&c.authorization); err != nil {
		return fmt.Errorf("preparing authorization: %w", err)
	}
	return nil
}

func newClients(access *rest.Config) (manager.Clients, error) {
	// The fairness of the cluster decides how fast we are.
	unlimited := rest.CopyConfig(access)
	unlimited.QPS = -1
	limited := rest.CopyConfig(access)
	limited.QPS, limited.Burst = eventsPerSecond, eventsBurst
	var clients manager.Clients
	var err error
	if clients.Connectors, err = versioned.NewForConfig(unlimited); err != nil {
		return clients, fmt.Errorf("making the client of connectors: %w", err)
	}
	if clients.Kube, err = kubernetes.NewForConfig(unlimited); err != nil {
		return clients, fmt.Errorf("making the client of the cluster: %w", err)
	}
	if clients.Metadata, err = metadata.NewForConfig(unlimited); err != nil {
		return clients, fmt.Errorf("making the metadata client of the cluster: %w", err)
	}
	if clients.Events, err = kubernetes.NewForConfig(limited); err != nil {
		return clients, fmt.Errorf("making the client for Events: %w", err)
	}
	return clients, nil
}

// checkTemplates compiles a class's templates for a Secret, to see whether they work with it. Other ways of sending a
// credential need nothing but the keys.
func checkTemplates(input target.InjectorInput) (target.Injector, error) {
	if input.Inject == nil {
		return nil, nil
	}
	return inject.New(input)
}

// registry is the one whose metrics are served.
type registry struct{}

// Register implements connector.Registerer.
func (registry) Register(m metrics.Registerable) error { return legacyregistry.Register(m) }

// CustomRegister implements connector.Registerer.
func (registry) CustomRegister(c metrics.StableCollector) error {
	return legacyregistry.CustomRegister(c)
}

// run serves health and metrics and leads, or waits to, until ctx ends.
func (c *config) run(ctx context.Context) error {
	e := newElection(c)
	// What is served ends with the election, whatever ends that.
	ctx, end := context.WithCancel(ctx)
	defer end()
	stopped, err := c.serve(ctx, e)
	if err != nil {
		return err
	}
	err = e.run(ctx)
	end()
	<-stopped
	return err
}
