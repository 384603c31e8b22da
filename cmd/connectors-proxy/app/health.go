// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"net/http"

	"k8s.io/apiserver/pkg/server/healthz"

	"connectors.alauda.io/cmd/internal/health"
)

func (p *proxy) healthServer() *http.Server {
	return health.NewServer(
		healthz.NamedCheck("connectors-synced", func(*http.Request) error { return p.synced() }),
		healthz.NamedCheck("certificate-authority", func(*http.Request) error { return p.authority.Ready() }),
		healthz.NamedCheck("shutdown", p.server.Ready),
	)
}
