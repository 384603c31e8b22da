// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"net/http"
	"time"

	"k8s.io/apiserver/pkg/server/healthz"
	"k8s.io/component-base/metrics/legacyregistry"
)

const (
	healthReadTimeout  = 10 * time.Second
	healthWriteTimeout = 30 * time.Second
)

// healthServer answers what a kubelet and a collector of metrics ask, which is nothing secret. A driver is ready when it would be
// missed: the kubelet has taken it, and it has read the classes.
func (p *plugin) healthServer() *http.Server {
	mux := http.NewServeMux()
	healthz.InstallHandler(mux)
	healthz.InstallLivezHandler(mux)
	healthz.InstallReadyzHandler(mux,
		healthz.NamedCheck("classes-synced", func(*http.Request) error { return p.synced() }),
		healthz.NamedCheck("registered", func(*http.Request) error { return p.registration.Ready() }),
	)
	mux.Handle("/metrics", legacyregistry.Handler())
	return &http.Server{Handler: mux, ReadTimeout: healthReadTimeout, WriteTimeout: healthWriteTimeout}
}

func (p *plugin) synced() error {
	if !p.classes.HasSynced() {
		return errors.New("the connector classes have not been read yet: see whether the API server can be reached")
	}
	return nil
}
