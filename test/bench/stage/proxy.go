// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stage

import (
	"context"
	"fmt"
	"net/http"

	"k8s.io/client-go/rest"

	"connectors.alauda.io/hack/local/stack"
)

// Proxy is connectors-proxy. It runs only where Config says so.
const Proxy Server = stack.Proxy

// ProxyURL is where requests to tools are taken.
func (s *Stage) ProxyURL() string { return stack.ProxyEndpoint(s.cluster) }

// ProxyMetrics returns the metrics of connectors-proxy as they are served.
func (s *Stage) ProxyMetrics(ctx context.Context) ([]byte, error) {
	client, err := NewClient(&rest.Config{Host: fmt.Sprintf("http://127.0.0.1:%d", s.cluster.Port(stack.Proxy+"-health"))})
	if err != nil {
		return nil, err
	}
	defer client.Close()
	return client.Do(ctx, http.MethodGet, "/metrics", nil)
}

// PID returns the process id of a server.
func (s *Stage) PID(server Server) (int, error) { return s.cluster.PID(string(server)) }
