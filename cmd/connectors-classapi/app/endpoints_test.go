// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"slices"
	"strings"
	"testing"

	"k8s.io/component-base/metrics"

	"connectors.alauda.io/pkg/classapi/server"
	"connectors.alauda.io/pkg/classapi/tool"
	"connectors.alauda.io/pkg/proxy/upstream"
)

// The rights that callers are given (artifacts/deploy/rbac) are for two trees of paths.
func TestEndpointsAreWhereCallersMayGo(t *testing.T) {
	all := endpoints()
	for _, e := range all {
		if !strings.HasPrefix(e.Path, "/git/") && !strings.HasPrefix(e.Path, "/oci/") {
			t.Errorf("nobody may call %s", e.Path)
		}
		if slices.Contains(e.Parameters, "") {
			t.Errorf("%s has a parameter without a name", e.Path)
		}
	}
	transports, err := upstream.NewTransports(upstream.Options{Guard: upstream.NewGuard(upstream.Rules{})})
	if err != nil {
		t.Fatal(err)
	}
	defer transports.Close()
	tools, err := tool.New(tool.Config{Transports: transports})
	if err != nil {
		t.Fatal(err)
	}
	figures, err := server.NewMetrics(metrics.NewKubeRegistry())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := server.New(server.Config{Endpoints: all, Tools: tools, Metrics: figures}); err != nil {
		t.Error(err)
	}
}
