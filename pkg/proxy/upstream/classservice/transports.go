// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classservice

import (
	"fmt"

	corelisters "k8s.io/client-go/listers/core/v1"

	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/target/serviceref"
)

// Config is what connections to the services of classes are made from.
type Config struct {
	// DialRules are the fixed rules for addresses.
	DialRules upstream.Rules
	// Services shows the Services of all namespaces. They may be cut down to what Trim leaves.
	Services corelisters.ServiceLister
	// Certificate is shown to those who ask for one; nil for none.
	Certificate *Certificate
	// Upstream holds times and sizes. Guard, Locate and ClientCertificate are set here.
	Upstream upstream.Options
}

// NewGuard judges addresses of the services of classes, our own Services among them.
func NewGuard(rules upstream.Rules) *upstream.Guard { return upstream.NewGuard(rules) }

// NewTransports makes the connections. It starts nothing.
func NewTransports(config Config) (*upstream.Transports, error) {
	options := config.Upstream
	options.Guard = NewGuard(config.DialRules)
	options.Locate = serviceref.NewLocator(config.Services).Locate
	if config.Certificate != nil {
		options.ClientCertificate = config.Certificate.Show
	}
	made, err := upstream.NewTransports(options)
	if err != nil {
		return nil, fmt.Errorf("preparing connections to class APIs: %w", err)
	}
	return made, nil
}
