// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"

	"google.golang.org/grpc"
	corev1client "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/component-base/version"
	"k8s.io/klog/v2"
	"k8s.io/utils/clock"

	"connectors.alauda.io/pkg/csi/driver"
	"connectors.alauda.io/pkg/csi/lookup"
	"connectors.alauda.io/pkg/csi/registration"
	"connectors.alauda.io/pkg/csi/token"
	"connectors.alauda.io/pkg/generated/clientset/versioned"
	informers "connectors.alauda.io/pkg/generated/informers/externalversions"
)

// plugin is the driver with what it needs.
type plugin struct {
	options      *Options
	informers    informers.SharedInformerFactory
	classes      *lookup.Classes
	registration *registration.Server
	// server is the driver's own, registrar the one that the kubelet finds it by.
	server, registrar *grpc.Server
}

// newPlugin makes the driver. It reads files and starts nothing.
func (o *Options) newPlugin(ctx context.Context, registry driver.Registerer) (*plugin, error) {
	metrics, err := driver.NewMetrics(registry, clock.RealClock{})
	if err != nil {
		return nil, err
	}
	access, err := o.access()
	if err != nil {
		return nil, err
	}
	p := &plugin{options: o}
	connectors, err := p.lookUp(access)
	if err != nil {
		return nil, err
	}
	tokens, err := newTokens(access, metrics)
	if err != nil {
		return nil, err
	}
	authorities, err := o.newSystemCAs(ctx)
	if err != nil {
		return nil, err
	}
	p.server, err = driver.NewServer(driver.Config{
		Node: o.NodeName, Version: version.Get().GitVersion, KubeletDir: o.Kubelet.Dir, Memory: o.VolumeMemory.Value(),
		Connectors: connectors, Classes: p.classes, Tokens: tokens, SystemCAs: authorities.pem,
		Metrics: metrics, Clock: clock.RealClock{},
	})
	if err != nil {
		return nil, err
	}
	p.registration = registration.New(driver.Name, o.Kubelet.RegistrationPath)
	p.registrar = grpc.NewServer()
	p.registration.RegisterWith(p.registrar)
	return p, nil
}

// access says how the cluster is reached with the identity of the driver.
func (o *Options) access() (*rest.Config, error) {
	config, err := clientcmd.BuildConfigFromFlags("", o.Kubeconfig)
	if err != nil {
		return nil, fmt.Errorf("no connection to a cluster, give --kubeconfig or run in a Pod: %w", err)
	}
	rest.AddUserAgent(config, driver.Name)
	// Pods wait for what is asked; the cluster's own fairness decides how fast.
	config.QPS = -1
	return config, nil
}

// lookUp makes what reads Connectors and classes.
func (p *plugin) lookUp(access *rest.Config) (*lookup.Connectors, error) {
	client, err := versioned.NewForConfig(access)
	if err != nil {
		return nil, fmt.Errorf("making the client of connector classes: %w", err)
	}
	p.informers = informers.NewSharedInformerFactory(client, 0)
	if p.classes, err = lookup.NewClasses(client, p.informers); err != nil {
		return nil, err
	}
	return lookup.NewConnectors(access)
}

func newTokens(access *rest.Config, metrics *driver.Metrics) (*token.Source, error) {
	accounts, err := corev1client.NewForConfig(access)
	if err != nil {
		return nil, fmt.Errorf("making the client for tokens: %w", err)
	}
	return token.New(token.Config{Accounts: accounts, Clock: clock.RealClock{}, Requested: metrics.TokenRequested})
}

func (o *Options) newSystemCAs(ctx context.Context) (*systemCAs, error) {
	path := o.SystemCAFile
	if path == "" {
		path = findSystemCAs(usualPlaces())
	}
	return newSystemCAs(klog.FromContext(ctx), path)
}
