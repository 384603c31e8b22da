// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connector

import (
	"errors"
	"fmt"
	"time"

	coreinformers "k8s.io/client-go/informers/core/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/record"
	"k8s.io/utils/clock"

	"connectors.alauda.io/pkg/controller/probe"
	"connectors.alauda.io/pkg/controller/schedule"
	"connectors.alauda.io/pkg/generated/clientset/versioned"
	groupinformers "connectors.alauda.io/pkg/generated/informers/externalversions/connectors/v1alpha1"
)

// Config is what a Controller is made from. Everything but Clock is required and used for its life.
type Config struct {
	// Client writes the status of Connectors, Kube proxy Services.
	Client versioned.Interface
	Kube   kubernetes.Interface
	// Group gives the informers of Connectors and their classes, Services those of Services of all namespaces, which may
	// be cut down to what NewTrimmer leaves. The Controller adds handlers; the caller starts them.
	Group    groupinformers.Interface
	Services coreinformers.ServiceInformer
	// Prober runs probes, Schedule says when.
	Prober   *probe.Runner
	Schedule schedule.Options
	// Recorder takes Events. It must not block.
	Recorder record.EventRecorder
	// Metrics are told what happens.
	Metrics *Metrics
	// Refresh is the least time between two writes of a probe time that tells nothing else.
	Refresh time.Duration
	// Clock is the real one when nil.
	Clock clock.Clock
}

func (c Config) complete() (Config, error) {
	if c.Client == nil || c.Kube == nil || c.Group == nil || c.Services == nil || c.Prober == nil ||
		c.Recorder == nil || c.Metrics == nil {
		return c, errors.New("connector.Config: clients, informers, prober, recorder and metrics must all be given")
	}
	if c.Refresh <= 0 {
		return c, fmt.Errorf("connector.Config: probe times are refreshed every %s: it must be a time above zero", c.Refresh)
	}
	if c.Clock == nil {
		c.Clock = clock.RealClock{}
	}
	c.Schedule.Clock = c.Clock
	return c, nil
}
