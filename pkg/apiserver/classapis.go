// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package apiserver

import (
	"context"
	"fmt"
	"time"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/tools/cache"

	"connectors.alauda.io/pkg/proxy/classcall"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/proxy/upstream/classservice"
)

const (
	// classAPITimeout is how long a class API may take for all of its answer. The kube-apiserver gives up after a minute, and
	// its answer says nothing of what was waited for.
	classAPITimeout = 30 * time.Second
	// classAPIAnswerBytes bounds what a class API answers, 8 MiB: it is held until it is known to be JSON.
	classAPIAnswerBytes = 8 << 20
	// classAPICalls bounds the calls under way, and so what is held: half a gigabyte, and while all of them put their answers
	// together as much again.
	classAPICalls = 64
)

// classAPIs is the way to the services of classes.
type classAPIs struct {
	services    informers.SharedInformerFactory
	synced      cache.InformerSynced
	certificate *classservice.Certificate
	transports  *upstream.Transports
	caller      *classcall.Caller
}

// newClassAPIs makes the connections. They are others than those to tools: see package classservice.
func (c completedConfig) newClassAPIs() (*classAPIs, error) {
	config := c.extra.ClassAPIs
	factory := informers.NewSharedInformerFactoryWithOptions(c.extra.Kube, 0, informers.WithTransform(classservice.Trim))
	services := factory.Core().V1().Services()
	apis := &classAPIs{services: factory, synced: services.Informer().HasSynced, certificate: config.Certificate}
	var err error
	apis.transports, err = classservice.NewTransports(classservice.Config{
		DialRules: c.extra.DialRules, Services: services.Lister(), Certificate: config.Certificate,
		Upstream: upstream.Options{HeaderTimeout: classAPITimeout},
	})
	if err != nil {
		return nil, err
	}
	apis.caller, err = classcall.New(classcall.Config{
		Transports: apis.transports, AllowPlaintext: config.AllowPlaintext,
		Timeout: classAPITimeout, MaxAnswerBytes: classAPIAnswerBytes, MaxConcurrent: classAPICalls,
	})
	if err != nil {
		return nil, fmt.Errorf("preparing calls of class APIs: %w", err)
	}
	return apis, nil
}

// start follows Services and the certificate until ctx ends.
func (a *classAPIs) start(ctx context.Context) {
	a.services.StartWithContext(ctx)
	if a.certificate != nil {
		go a.certificate.Run(ctx, a.transports.Renew)
	}
}
