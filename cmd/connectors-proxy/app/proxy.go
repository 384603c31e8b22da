// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"

	"connectors.alauda.io/cmd/internal/toolflags"
	informers "connectors.alauda.io/pkg/generated/informers/externalversions"
	"connectors.alauda.io/pkg/proxy/audit"
	"connectors.alauda.io/pkg/proxy/ca"
	"connectors.alauda.io/pkg/proxy/gateway"
	"connectors.alauda.io/pkg/proxy/inject"
	"connectors.alauda.io/pkg/proxy/reverse"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/proxy/upstream/cluster"
	"connectors.alauda.io/pkg/target"
)

// bufferBytes is the size of each of the two buffers of a connection to a tool. Thousands of watches keep one connection
// each; bodies pass the buffers by, in larger pieces.
const bufferBytes = 4 << 10

// proxy is the process: what it follows, and what it serves.
type proxy struct {
	options    ServingOptions
	informers  informers.SharedInformerFactory
	targets    *target.Store
	guard      *upstream.Guard
	rules      *cluster.Rules
	transports *upstream.Transports
	engine     *reverse.Engine
	callers    *callers
	authority  *ca.Authority
	serving    *ca.Serving
	auditor    *audit.Auditor
	// auditLog is nil when there is none.
	auditLog *audit.Log
	tracer   *tracer
	server   *gateway.Server
}

// newProxy puts the parts together and starts none. Its metrics are registered in the one registry of the process.
func (o *Options) newProxy(ctx context.Context, registerer registerer) (*proxy, error) {
	clients, err := newClients(o.Kubeconfig)
	if err != nil {
		return nil, err
	}
	p := &proxy{options: o.Serving, informers: informers.NewSharedInformerFactory(clients.connectors, 0)}
	for _, step := range []func() error{
		func() error { return p.follow(clients) },
		func() error { return p.connect(clients, o.Tools) },
		func() error { return p.recognize(clients, o.Callers, registerer) },
		func() error { return p.certify(clients, o.CA, registerer) },
		func() error { return p.record(ctx, o, registerer) },
		p.listen,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return p, nil
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
func (p *proxy) connect(clients *clients, options toolflags.Options) error {
	fixed, err := options.Dial.Rules()
	if err != nil {
		return err
	}
	p.guard = upstream.NewGuard(fixed)
	if p.rules, err = cluster.NewRules(p.guard, fixed, clients.kube); err != nil {
		return fmt.Errorf("preparing the dial guard: %w", err)
	}
	p.transports, err = upstream.NewTransports(upstream.Options{
		Guard: p.guard, HeaderTimeout: options.HeaderTimeout, BufferBytes: bufferBytes,
	})
	if err != nil {
		return fmt.Errorf("preparing connections to tools: %w", err)
	}
	if p.engine, err = reverse.New(reverse.Config{Transports: p.transports}); err != nil {
		return fmt.Errorf("preparing the proxy engine: %w", err)
	}
	return nil
}

// recognize makes what says who calls.
func (p *proxy) recognize(clients *clients, options CallerOptions, registerer registerer) error {
	var err error
	if p.callers, err = clients.newCallers(options); err != nil {
		return err
	}
	return p.callers.metrics.Register(registerer)
}

// certify makes the authority that signs for the hosts of tools.
func (p *proxy) certify(clients *clients, options CAOptions, registerer registerer) error {
	var err error
	if p.authority, err = options.newAuthority(clients, registerer); err != nil {
		return err
	}
	p.serving, err = options.newServing(p.authority)
	return err
}

// record makes the audit log and what traces requests.
func (p *proxy) record(ctx context.Context, o *Options, registerer registerer) error {
	var err error
	if p.tracer, err = newTracer(ctx, o.Tracing); err != nil {
		return err
	}
	p.auditor, p.auditLog, err = o.Audit.newAuditor(registerer, p.tracer.spans())
	return err
}

// synced says what has not been read of the cluster yet.
func (p *proxy) synced() error {
	switch {
	case !p.targets.HasSynced():
		return errors.New("connectors, classes, secret changes or certificate authorities have not been read yet")
	case !p.rules.HasSynced():
		return errors.New("the addresses of the cluster have not been read yet")
	case !p.callers.keys.HasSynced():
		return errors.New("the keys with which the cluster signs tokens have not been read yet")
	}
	return nil
}
