// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"net/http"
	"time"

	"k8s.io/apiserver/pkg/server/healthz"
	"k8s.io/component-base/metrics/legacyregistry"
)

const (
	healthReadTimeout  = 10 * time.Second
	healthWriteTimeout = 30 * time.Second
)

// healthServer answers what a kubelet and a collector of metrics ask, which is nothing secret.
func (p *proxy) healthServer() *http.Server {
	mux := http.NewServeMux()
	healthz.InstallHandler(mux)
	healthz.InstallLivezHandler(mux)
	healthz.InstallReadyzHandler(mux,
		healthz.NamedCheck("connectors-synced", func(*http.Request) error { return p.synced() }),
		healthz.NamedCheck("certificate-authority", func(*http.Request) error { return p.authority.Ready() }),
		healthz.NamedCheck("shutdown", p.server.Ready),
	)
	mux.Handle("/metrics", legacyregistry.Handler())
	return &http.Server{
		Handler:     mux,
		ReadTimeout: healthReadTimeout, WriteTimeout: healthWriteTimeout,
	}
}
