// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	genericoptions "k8s.io/apiserver/pkg/server/options"

	"connectors.alauda.io/test/otlpserver"
)

const tracingHeader = "apiVersion: apiserver.config.k8s.io/v1\nkind: TracingConfiguration\n"

func tracingFile(t *testing.T, content string) *genericoptions.TracingOptions {
	t.Helper()
	file := filepath.Join(t.TempDir(), "tracing.yaml")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return &genericoptions.TracingOptions{ConfigFile: file}
}

func TestSpansReachTheCollector(t *testing.T) {
	collector, err := otlpserver.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(collector.Stop)
	tracer, err := newTracer(t.Context(), tracingFile(t, tracingHeader+"endpoint: "+collector.Endpoint()+"\nsamplingRatePerMillion: 1000000\n"))
	if err != nil {
		t.Fatal(err)
	}
	_, span := tracer.spans().Start(t.Context(), "reverse")
	span.End()
	if err := tracer.shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := collector.Spans(); len(got) != 1 || got[0].GetName() != "reverse" {
		t.Errorf("%v", got)
	}
	var service string
	for _, attribute := range collector.Received()[0].GetResource().GetAttributes() {
		if attribute.GetKey() == "service.name" {
			service = attribute.GetValue().GetStringValue()
		}
	}
	if service != "connectors-proxy" {
		t.Errorf("the spans are those of %q", service)
	}
}

func TestTracingConfiguration(t *testing.T) {
	for _, test := range []struct {
		name    string
		options *genericoptions.TracingOptions
		error   string
	}{
		{"none", &genericoptions.TracingOptions{}, ""},
		{"a file that is not there", &genericoptions.TracingOptions{ConfigFile: "/missing"}, "does not exist"},
		{"no configuration", tracingFile(t, "apiVersion: v1\nkind: Pod\n"), "--tracing-config-file"},
		{"a field that does not exist", tracingFile(t, tracingHeader+"rate: 1\n"), "rate"},
		{"more than all", tracingFile(t, tracingHeader+"samplingRatePerMillion: 1000001\n"), "samplingRatePerMillion"},
	} {
		t.Run(test.name, func(t *testing.T) {
			tracer, err := newTracer(t.Context(), test.options)
			if (err == nil) != (test.error == "") || err != nil && !strings.Contains(err.Error(), test.error) {
				t.Errorf("error %v, want %q", err, test.error)
			}
			if tracer.spans() != nil {
				t.Error("there are spans")
			}
			if err := tracer.shutdown(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}
