// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package apiserver

import (
	"errors"
	"fmt"
	"net/http"

	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/apiserver/pkg/server/healthz"
	"k8s.io/client-go/rest"

	"connectors.alauda.io/pkg/generated/clientset/versioned"
	informers "connectors.alauda.io/pkg/generated/informers/externalversions"
	"connectors.alauda.io/pkg/proxy/reverse"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/proxy/upstream/cluster"
	"connectors.alauda.io/pkg/target"
)

// background is what runs beside the API and makes tools usable.
type background struct {
	informers  informers.SharedInformerFactory
	targets    *target.Store
	rules      *cluster.Rules
	transports *upstream.Transports
	engine     *reverse.Engine
	classes    *classAPIs
}

// newBackground makes the parts. They read our own group through the loopback connection, so that they see it also
// while the aggregation layer does not work.
func (c completedConfig) newBackground(loopback *rest.Config) (*background, error) {
	client, err := versioned.NewForConfig(loopback)
	if err != nil {
		return nil, fmt.Errorf("making the client of our own API: %w", err)
	}
	b := &background{informers: informers.NewSharedInformerFactory(client, 0)}
	b.targets, err = target.New(target.Config{
		Connectors:  client,
		Kube:        c.extra.Kube,
		Metadata:    c.extra.Metadata,
		Informers:   b.informers,
		NewInjector: c.extra.NewInjector,
		ClassCAs:    c.extra.ClassAPIs.Authorities,
	})
	if err != nil {
		return nil, fmt.Errorf("preparing connectors for use: %w", err)
	}
	guard := upstream.NewGuard(c.extra.DialRules)
	if b.rules, err = cluster.NewRules(guard, c.extra.DialRules, c.extra.Kube); err != nil {
		return nil, fmt.Errorf("preparing the dial guard: %w", err)
	}
	options := c.extra.Upstream
	options.Guard = guard
	if b.transports, err = upstream.NewTransports(options); err != nil {
		return nil, fmt.Errorf("preparing connections to tools: %w", err)
	}
	if b.engine, err = reverse.New(reverse.Config{Transports: b.transports}); err != nil {
		return nil, fmt.Errorf("preparing the proxy engine: %w", err)
	}
	if b.classes, err = c.newClassAPIs(); err != nil {
		return nil, err
	}
	return b, nil
}

func (b *background) addHooks(server *genericapiserver.GenericAPIServer) error {
	if err := server.AddPostStartHook("start-connectors", b.start); err != nil {
		return fmt.Errorf("adding the start of the background parts: %w", err)
	}
	// A hook before the shutdown would come too early: until --shutdown-delay-duration has passed there are new requests.
	server.RegisterDestroyFunc(b.close)
	return server.AddReadyzChecks(healthz.NamedCheck("connectors-synced", b.ready))
}

func (b *background) start(hook genericapiserver.PostStartHookContext) error {
	b.informers.StartWithContext(hook.Context)
	go b.rules.Run(hook.Context)
	go b.targets.Run(hook.Context)
	b.classes.start(hook.Context)
	return nil
}

// close closes idle connections to tools and class APIs; those in use end with their requests. The server calls it when it
// has answered its last request.
func (b *background) close() {
	b.transports.Close()
	b.classes.transports.Close()
}

func (b *background) ready(*http.Request) error {
	if !b.targets.HasSynced() {
		return errors.New("connectors, classes, secret changes or certificate authorities have not been read yet")
	}
	if !b.rules.HasSynced() {
		return errors.New("the addresses of the cluster have not been read yet")
	}
	if !b.classes.synced() {
		return errors.New("the Services, of which some are class APIs, have not been read yet")
	}
	return nil
}
