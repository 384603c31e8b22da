// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	coreinformers "k8s.io/client-go/informers/core/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/record"
	"k8s.io/utils/clock"

	"connectors.alauda.io/pkg/generated/clientset/versioned"
	classinformers "connectors.alauda.io/pkg/generated/informers/externalversions/connectors/v1alpha1"
	"connectors.alauda.io/pkg/proxy/upstream"
)

const (
	defaultInterval   = time.Minute
	defaultMaxBackoff = 5 * time.Minute
	defaultTimeout    = 5 * time.Second
)

// Config is what a Controller is made from. Everything is used for its life.
type Config struct {
	// Connectors writes the status of classes. Kube lists EndpointSlices of the namespaces that classes refer to.
	Connectors versioned.Interface
	Kube       kubernetes.Interface
	// Classes and Services, the latter of all namespaces. The Controller adds handlers and an index; the caller starts them.
	Classes  classinformers.ConnectorClassInformer
	Services coreinformers.ServiceInformer
	// ProxyCA is an informer of the ConfigMap with the authorities of the proxy that comes with Connectors, and may show
	// others as well. The Controller adds a handler; the caller starts it.
	ProxyCA coreinformers.ConfigMapInformer
	// Guard judges what is connected to. It must not refuse our own Services, which the guard for tools does.
	Guard *upstream.Guard
	// Roots gives the authorities that vouch for the proxy of a class beside those that the class names; the system's when it
	// is nil or gives nil. It is asked at every check and must be safe for concurrent use.
	Roots func() *x509.CertPool
	// APIRoots gives the authorities that vouch for a class API whose class names these, as PEM; the system's when it gives
	// nil. It is asked at every check and must be safe for concurrent use.
	APIRoots func(caCerts string) *x509.CertPool
	// ClientCertificate gives the certificate that class APIs may ask for; they get none when it is nil.
	ClientCertificate func(*tls.CertificateRequestInfo) (*tls.Certificate, error)
	// Recorder sends Events about classes.
	Recorder record.EventRecorder
	// Interval is between two checks of a class that is ready; one minute when zero.
	Interval time.Duration
	// MaxBackoff is what the time until the next check of a class that is not ready grows to, doubling from five seconds; five
	// minutes when zero.
	MaxBackoff time.Duration
	// Timeout of one connection, TLS handshake included; five seconds when zero.
	Timeout time.Duration
	// Clock is the real one when nil.
	Clock clock.WithTicker
}

// complete fills in defaults and checks the rest.
func (c Config) complete() (Config, error) {
	if c.Connectors == nil || c.Kube == nil || c.Classes == nil || c.Services == nil || c.ProxyCA == nil || c.Guard == nil ||
		c.APIRoots == nil || c.Recorder == nil {
		return c, errors.New("the clients, the informers, the dial guard, the authorities of class APIs and the recorder of Events must be given")
	}
	c.Interval = orDefault(c.Interval, defaultInterval)
	c.MaxBackoff = orDefault(c.MaxBackoff, max(c.Interval, defaultMaxBackoff))
	c.Timeout = orDefault(c.Timeout, defaultTimeout)
	if c.Interval < 0 || c.Timeout < 0 || c.MaxBackoff < c.Interval {
		return c, fmt.Errorf("interval %s and timeout %s must be positive, and the longest backoff %s no shorter than the interval",
			c.Interval, c.Timeout, c.MaxBackoff)
	}
	if c.Roots == nil {
		c.Roots = func() *x509.CertPool { return nil }
	}
	if c.Clock == nil {
		c.Clock = clock.RealClock{}
	}
	return c, nil
}

func orDefault(value, fallback time.Duration) time.Duration {
	if value == 0 {
		return fallback
	}
	return value
}
