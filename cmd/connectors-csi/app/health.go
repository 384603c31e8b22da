// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"net/http"

	"k8s.io/apiserver/pkg/server/healthz"

	"connectors.alauda.io/cmd/internal/health"
)

// healthServer says that a driver is ready when it would be missed: the kubelet has taken it, and it has read the classes.
func (p *plugin) healthServer() *http.Server {
	return health.NewServer(
		healthz.NamedCheck("classes-synced", func(*http.Request) error { return p.synced() }),
		healthz.NamedCheck("registered", func(*http.Request) error { return p.registration.Ready() }),
	)
}

func (p *plugin) synced() error {
	if !p.classes.HasSynced() {
		return errors.New("the connector classes have not been read yet: see whether the API server can be reached")
	}
	return nil
}
