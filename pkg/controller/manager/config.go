// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package manager puts the controllers together with what they share: informers, targets, connections and Events.
package manager

import (
	"crypto/x509"
	"errors"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"

	"connectors.alauda.io/pkg/controller/connector"
	"connectors.alauda.io/pkg/controller/schedule"
	"connectors.alauda.io/pkg/generated/clientset/versioned"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/proxy/upstream/classservice"
	"connectors.alauda.io/pkg/target"
)

// Config is what a Manager is made from. All is required but ClassCAs and ClientCertificate.
type Config struct {
	// Clients are used for the life of the Manager.
	Clients Clients
	// NewInjector compiles the templates by which a class puts a credential on requests, to see whether they work.
	NewInjector target.InjectorFactory
	// DialRules are the fixed rules for the addresses of tools; those of the cluster are added to them.
	DialRules upstream.Rules
	// Schedule says when Connectors are probed.
	Schedule schedule.Options
	// ProbeTimeout bounds one probe.
	ProbeTimeout time.Duration
	// ProbeTimeRefresh is the least time between two writes of probe times that tell nothing else.
	ProbeTimeRefresh time.Duration
	// ClassInterval and ClassMaxBackoff say when classes are checked.
	ClassInterval, ClassMaxBackoff time.Duration
	// ClassCAs vouch for class APIs whose class names no authorities, beside those that vouch for tools.
	ClassCAs []*x509.Certificate
	// ClientCertificate is shown to class APIs that ask for one.
	ClientCertificate *classservice.Certificate
	// AllowPlaintextAPI lets class APIs be asked over plain http.
	AllowPlaintextAPI bool
	// Workers is how many Connectors are reconciled at once.
	Workers int
	// Metrics are told what happens.
	Metrics *connector.Metrics
}

// Clients are the clients of the cluster.
type Clients struct {
	Connectors versioned.Interface
	Kube       kubernetes.Interface
	Metadata   metadata.Interface
	// Events writes Events, and should be limited in how fast.
	Events kubernetes.Interface
}

func (c Config) validate() error {
	if c.Clients.Connectors == nil || c.Clients.Kube == nil || c.Clients.Metadata == nil || c.Clients.Events == nil {
		return errors.New("manager.Config: a client is missing")
	}
	if c.NewInjector == nil || c.Metrics == nil || c.Workers <= 0 {
		return errors.New("manager.Config: NewInjector, Metrics and Workers must be given")
	}
	return nil
}
