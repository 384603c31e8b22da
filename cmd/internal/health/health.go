// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package health is the port at which a kubelet asks how a program is, and a collector for its metrics.
package health

import (
	"net/http"
	"time"

	"k8s.io/apiserver/pkg/server/healthz"
	"k8s.io/component-base/metrics/legacyregistry"
)

const (
	readTimeout  = 10 * time.Second
	writeTimeout = 30 * time.Second
)

// NewServer answers /healthz, /livez, /readyz and /metrics, which tell nothing secret. The program is ready when all checks
// pass, and alive as long as it answers.
func NewServer(ready ...healthz.HealthChecker) *http.Server {
	mux := http.NewServeMux()
	healthz.InstallHandler(mux)
	healthz.InstallLivezHandler(mux)
	healthz.InstallReadyzHandler(mux, ready...)
	mux.Handle("/metrics", legacyregistry.Handler())
	return &http.Server{Handler: mux, ReadTimeout: readTimeout, WriteTimeout: writeTimeout}
}
