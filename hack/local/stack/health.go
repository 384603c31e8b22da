// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stack

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"

	"connectors.alauda.io/hack/local/cluster"
)

// healthy asks a server that serves its health over plain HTTP. The error is what it complains of.
func healthy(ctx context.Context, port int, path string) error {
	return ask(ctx, http.DefaultClient, fmt.Sprintf("http://127.0.0.1:%d%s", port, path))
}

// healthyOverTLS asks a server with a serving certificate of the cluster.
func healthyOverTLS(ctx context.Context, c *cluster.Cluster, url string) error {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(c.ServingCA())
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}
	defer transport.CloseIdleConnections()
	return ask(ctx, &http.Client{Transport: transport}, url)
}

func ask(ctx context.Context, client *http.Client, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	const enough = 4 << 10
	text, err := io.ReadAll(io.LimitReader(answer.Body, enough))
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s: %s", request.URL.Path, answer.Status, text)
	}
	return nil
}
