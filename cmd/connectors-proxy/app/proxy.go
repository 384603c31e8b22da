// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"fmt"

	"connectors.alauda.io/cmd/internal/toolflags"
	informers "connectors.alauda.io/pkg/generated/informers/externalversions"
	"connectors.alauda.io/pkg/proxy/gateway"
	"connectors.alauda.io/pkg/proxy/inject"
	"connectors.alauda.io/pkg/proxy/reverse"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/proxy/upstream/cluster"
	"connectors.alauda.io/pkg/target"
)

// proxy is the process: what it follows, and what it serves.
type proxy struct {
	options    ServingOptions
	informers  informers.SharedInformerFactory
	targets    *target.Store
	rules      *cluster.Rules
	transports *upstream.Transports
	server     *gateway.Server
}

// newProxy puts the parts together and starts none.
func (o *Options) newProxy() (*proxy, error) {
	clients, err := newClients(o.Kubeconfig)
	if err != nil {
		return nil, err
	}
	p := &proxy{options: o.Serving, informers: informers.NewSharedInformerFactory(clients.connectors, 0)}
	if err := p.follow(clients); err != nil {
		return nil, err
	}
	engine, err := p.connect(clients, o.Tools)
	if err != nil {
		return nil, err
	}
	return p, p.listen(clients, engine)
}

// follow makes what keeps Connectors ready for use.
func (p *proxy) follow(clients *clients) error {
	var err error
	p.targets, err = target.New(target.Config{
		Connectors:  clients.connectors,
		Kube:        clients.kube,
		Metadata:    clients.metadata,
		Informers:   p.informers,
		NewInjector: inject.New,
	})
	if err != nil {
		return fmt.Errorf("preparing connectors for use: %w", err)
	}
	return nil
}

// connect makes the engine and its connections to tools.
func (p *proxy) connect(clients *clients, options toolflags.Options) (*reverse.Engine, error) {
	fixed, err := options.Dial.Rules()
	if err != nil {
		return nil, err
	}
	guard := upstream.NewGuard(fixed)
	if p.rules, err = cluster.NewRules(guard, fixed, clients.kube); err != nil {
		return nil, fmt.Errorf("preparing the dial guard: %w", err)
	}
	p.transports, err = upstream.NewTransports(upstream.Options{Guard: guard, HeaderTimeout: options.HeaderTimeout})
	if err != nil {
		return nil, fmt.Errorf("preparing connections to tools: %w", err)
	}
	engine, err := reverse.New(reverse.Config{Transports: p.transports})
	if err != nil {
		return nil, fmt.Errorf("preparing the proxy engine: %w", err)
	}
	return engine, nil
}

// listen makes the server.
func (p *proxy) listen(clients *clients, engine *reverse.Engine) error {
	authenticator, authorizer, err := clients.callers()
	if err != nil {
		return err
	}
	services, err := gateway.NewIndex(p.informers.Connectors().V1alpha1().Connectors().Informer())
	if err != nil {
		return err
	}
	handler, err := gateway.NewHandler(gateway.Config{
		Targets: p.targets, Engine: engine, Authenticator: authenticator, Authorizer: authorizer, Services: services,
	})
	if err != nil {
		return err
	}
	p.server, err = gateway.NewServer(handler, gateway.ServerOptions{
		MaxRequestsInFlight: p.options.MaxRequestsInFlight,
		ShutdownDelay:       p.options.ShutdownDelay,
		ShutdownTimeout:     p.options.ShutdownTimeout,
	})
	return err
}

// synced says what has not been read of the cluster yet.
func (p *proxy) synced() error {
	if !p.targets.HasSynced() {
		return errors.New("connectors, classes, secret changes or certificate authorities have not been read yet")
	}
	if !p.rules.HasSynced() {
		return errors.New("the addresses of the cluster have not been read yet")
	}
	return nil
}
