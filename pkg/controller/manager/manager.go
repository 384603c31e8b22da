// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package manager

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/informers"
	coreinformers "k8s.io/client-go/informers/core/v1"
	"k8s.io/client-go/kubernetes/scheme"
	typedcorev1 "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/tools/record"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/controller/connector"
	"connectors.alauda.io/pkg/controller/connectorclass"
	"connectors.alauda.io/pkg/controller/probe"
	groupinformers "connectors.alauda.io/pkg/generated/informers/externalversions"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/proxy/upstream/classservice"
	"connectors.alauda.io/pkg/proxy/upstream/cluster"
	"connectors.alauda.io/pkg/target"
)

const (
	component = "connectors-controller"

	// Probes go to as many hosts as there are Connectors: few connections are worth keeping, and their messages are small.
	maxIdleConnections = 256
	probeBufferBytes   = 4 << 10
	// afterProbe keeps the limits of connections behind the one of a probe, which knows how to say that it has passed.
	afterProbe = time.Second

	classWorkers = 4

	// eventsRemembered is how many different Events are counted up instead of written anew. Each is kept several times.
	eventsRemembered = 1024
)

// Manager runs the controllers of Connectors and classes.
type Manager struct {
	config Config

	group      groupinformers.SharedInformerFactory
	services   coreinformers.ServiceInformer
	core       informers.SharedInformerFactory
	proxyCA    informers.SharedInformerFactory
	targets    *target.Store
	rules      *cluster.Rules
	tools      *upstream.Transports
	apis       *upstream.Transports
	events     record.EventBroadcaster
	recorder   record.EventRecorder
	connectors *connector.Controller
	classes    *connectorclass.Controller
}

// New makes a Manager. It starts nothing but the goroutines of the Event broadcaster, which Run ends.
func New(ctx context.Context, config Config) (*Manager, error) {
	if err := config.validate(); err != nil {
		return nil, err
	}
	m := &Manager{
		config: config,
		group:  groupinformers.NewSharedInformerFactory(config.Clients.Connectors, 0),
		core:   informers.NewSharedInformerFactoryWithOptions(config.Clients.Kube, 0, informers.WithTransform(connector.NewTrimmer())),
	}
	m.services = m.core.Core().V1().Services()
	m.proxyCA = newProxyCA(config.Clients.Kube)
	if err := m.newRecorder(ctx); err != nil {
		return nil, err
	}
	if err := m.newControllers(); err != nil {
		m.events.Shutdown()
		return nil, err
	}
	return m, nil
}

// newRecorder makes what sends Events, which are about Connectors, classes and the ConfigMap of feature flags.
func (m *Manager) newRecorder(ctx context.Context) error {
	known := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{scheme.AddToScheme, v1alpha1.AddToScheme} {
		if err := add(known); err != nil {
			return fmt.Errorf("making the scheme of Events: %w", err)
		}
	}
	m.events = record.NewBroadcaster(record.WithContext(ctx),
		record.WithCorrelatorOptions(record.CorrelatorOptions{LRUCacheSize: eventsRemembered}))
	m.recorder = m.events.NewRecorder(known, corev1.EventSource{Component: component})
	return nil
}

func (m *Manager) newControllers() error {
	runner, err := m.newProber()
	if err != nil {
		return err
	}
	m.connectors, err = connector.New(connector.Config{
		Client:   m.config.Clients.Connectors,
		Kube:     m.config.Clients.Kube,
		Group:    m.group.Connectors().V1alpha1(),
		Services: m.services,
		Prober:   runner,
		Schedule: m.config.Schedule,
		Recorder: m.recorder,
		Metrics:  m.config.Metrics,
		Refresh:  m.config.ProbeTimeRefresh,
	})
	if err != nil {
		return fmt.Errorf("making the controller of connectors: %w", err)
	}
	m.classes, err = connectorclass.New(connectorclass.Config{
		Connectors:        m.config.Clients.Connectors,
		Kube:              m.config.Clients.Kube,
		Classes:           m.group.Connectors().V1alpha1().ConnectorClasses(),
		Services:          m.services,
		ProxyCA:           m.proxyCA.Core().V1().ConfigMaps(),
		Guard:             classservice.NewGuard(m.config.DialRules),
		Roots:             func() *x509.CertPool { return m.targets.Roots() },
		APIRoots:          func(caCerts string) *x509.CertPool { return m.targets.APIRoots(caCerts) },
		ClientCertificate: m.clientCertificate(),
		Recorder:          m.recorder,
		Interval:          m.config.ClassInterval,
		MaxBackoff:        m.config.ClassMaxBackoff,
	})
	if err != nil {
		return err
	}
	m.targets, err = target.New(target.Config{
		Connectors:  m.config.Clients.Connectors,
		Kube:        m.config.Clients.Kube,
		Metadata:    m.config.Clients.Metadata,
		Informers:   m.group,
		NewInjector: m.config.NewInjector,
		ClassCAs:    m.config.ClassCAs,
		Observer:    observer{m},
	})
	if err != nil {
		return fmt.Errorf("preparing connectors: %w", err)
	}
	return nil
}

// newProber makes what runs probes, with connections to tools and others to class APIs.
func (m *Manager) newProber() (*probe.Runner, error) {
	toolGuard := upstream.NewGuard(m.config.DialRules)
	var err error
	if m.rules, err = cluster.NewRules(toolGuard, m.config.DialRules, m.config.Clients.Kube); err != nil {
		return nil, fmt.Errorf("preparing the dial guard: %w", err)
	}
	options := upstream.Options{
		Guard: toolGuard, HeaderTimeout: m.config.ProbeTimeout + afterProbe, DialTimeout: m.config.ProbeTimeout + afterProbe,
		MaxIdle: maxIdleConnections, BufferBytes: probeBufferBytes,
	}
	if m.tools, err = upstream.NewTransports(options); err != nil {
		return nil, fmt.Errorf("preparing connections to tools: %w", err)
	}
	m.apis, err = classservice.NewTransports(classservice.Config{
		DialRules: m.config.DialRules, Services: m.services.Lister(), Certificate: m.config.ClientCertificate, Upstream: options,
	})
	if err != nil {
		return nil, err
	}
	return probe.NewRunner(probe.Options{
		Tools: m.tools, API: m.apis, Timeout: m.config.ProbeTimeout, AllowPlaintextAPI: m.config.AllowPlaintextAPI,
	})
}

// clientCertificate is shown to class APIs when they are checked as well.
func (m *Manager) clientCertificate() func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
	if m.config.ClientCertificate == nil {
		return nil
	}
	return m.config.ClientCertificate.Show
}

// HasSynced says whether the controllers have seen the cluster as it was when they started.
func (m *Manager) HasSynced() bool {
	return m.targets.HasSynced() && m.rules.HasSynced() && m.connectors.HasSynced()
}

// Run runs the controllers until ctx ends and they have. It is to be called once.
func (m *Manager) Run(ctx context.Context) {
	defer m.events.Shutdown()
	defer m.tools.Close()
	defer m.apis.Close()
	m.events.StartRecordingToSink(&typedcorev1.EventSinkImpl{Interface: m.config.Clients.Events.CoreV1().Events("")})
	m.group.StartWithContext(ctx)
	m.core.StartWithContext(ctx)
	m.proxyCA.StartWithContext(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	if certificate := m.config.ClientCertificate; certificate != nil {
		running.Go(func() { certificate.Run(ctx, m.apis.Renew) })
	}
	running.Go(func() { m.rules.Run(ctx) })
	running.Go(func() { m.targets.Run(ctx) })
	running.Go(func() { m.classes.Run(ctx, classWorkers) })
	running.Go(func() { m.connectors.Run(ctx, m.config.Workers) })
}
