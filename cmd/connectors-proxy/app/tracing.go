// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"os"

	"go.opentelemetry.io/otel/sdk/resource"
	semconv "go.opentelemetry.io/otel/semconv/v1.39.0"
	"go.opentelemetry.io/otel/trace"
	genericoptions "k8s.io/apiserver/pkg/server/options"
	"k8s.io/apiserver/pkg/util/feature"
	"k8s.io/component-base/tracing"
	tracingapi "k8s.io/component-base/tracing/api/v1"
)

// tracerName is the scope of the spans.
const tracerName = "connectors.alauda.io/pkg/proxy/audit"

// tracer sends spans of requests to a collector.
type tracer struct {
	provider tracing.TracerProvider
}

// newTracer makes what the file of --tracing-config-file asks for, a TracingConfiguration as the kube-apiserver has it.
// Without a file it gives nil, with which there are no spans.
func newTracer(ctx context.Context, options *genericoptions.TracingOptions) (*tracer, error) {
	if err := errors.Join(options.Validate()...); err != nil {
		return nil, err
	}
	if options.ConfigFile == "" {
		return nil, nil
	}
	config, err := genericoptions.ReadTracingConfiguration(options.ConfigFile)
	if err != nil {
		return nil, fmt.Errorf("reading the file of --tracing-config-file: %w", err)
	}
	if errs := tracingapi.ValidateTracingConfiguration(config, feature.DefaultFeatureGate, nil); len(errs) > 0 {
		return nil, fmt.Errorf("%s is no usable tracing configuration: %w", options.ConfigFile, errs.ToAggregate())
	}
	instance, err := os.Hostname()
	if err != nil {
		return nil, fmt.Errorf("finding the name by which spans tell replicas apart: %w", err)
	}
	provider, err := tracing.NewProvider(ctx, config, nil, []resource.Option{resource.WithAttributes(
		semconv.ServiceName("connectors-proxy"), semconv.ServiceInstanceID(instance),
	)})
	if err != nil {
		return nil, fmt.Errorf("connecting to the collector of spans: %w", err)
	}
	return &tracer{provider: provider}, nil
}

// spans is what the Auditor begins spans with; nil without tracing.
func (t *tracer) spans() trace.Tracer {
	if t == nil {
		return nil
	}
	return t.provider.Tracer(tracerName)
}

// shutdown sends what is there, until ctx ends.
func (t *tracer) shutdown(ctx context.Context) error {
	if t == nil {
		return nil
	}
	if err := t.provider.Shutdown(ctx); err != nil {
		return fmt.Errorf("sending the last spans: %w", err)
	}
	return nil
}
