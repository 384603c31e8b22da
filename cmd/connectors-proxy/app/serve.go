// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"net/http"

	"connectors.alauda.io/pkg/proxy/access"
	"connectors.alauda.io/pkg/proxy/forward"
	"connectors.alauda.io/pkg/proxy/gateway"
)

// listen makes the server.
func (p *proxy) listen() error {
	places, err := gateway.NewPlaces(p.options.MaxRequestsInFlight)
	if err != nil {
		return err
	}
	// What finds no place is written down as well.
	wrap := func(next http.Handler) http.Handler { return p.auditor.Wrap(places.Wrap(next)) }
	gate, err := access.New(access.Config{
		Targets: p.targets, Authenticator: p.callers.authenticator, Authorizer: p.callers.authorizer,
		MaxRequestsPerConnector: p.options.MaxRequestsPerConnector,
	})
	if err != nil {
		return err
	}
	tunnels, err := forward.New(forward.Config{
		Gate: gate, Engine: p.engine, Certificates: p.authority, Transports: p.transports, Guard: p.guard,
		AllowPassthrough: p.options.AllowPassthrough, Wrap: wrap,
	})
	if err != nil {
		return err
	}
	services, err := gateway.NewIndex(p.informers.Connectors().V1alpha1().Connectors().Informer())
	if err != nil {
		return err
	}
	handler, err := gateway.NewHandler(gateway.Config{Gate: gate, Engine: p.engine, Services: services, Forward: tunnels})
	if err != nil {
		return err
	}
	p.server, err = gateway.NewServer(wrap(handler), gateway.ServerOptions{
		Places:          places,
		Tunnels:         tunnels,
		Certificate:     p.serving.GetCertificate,
		ShutdownDelay:   p.options.ShutdownDelay,
		ShutdownTimeout: p.options.ShutdownTimeout,
	})
	return err
}
