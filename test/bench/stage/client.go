// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package stage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"

	"k8s.io/client-go/rest"
)

// A Client sends requests over a connection of its own and does not look into the answers, so that servers are measured
// and not decoders. It speaks HTTP/2 where it is offered, as kubectl does, and asks for no compression. It is safe for
// concurrent use.
type Client struct {
	base   string
	http   *http.Client
	header http.Header
}

// NewClient returns a client with its own connections.
func NewClient(config *rest.Config) (*Client, error) {
	tls, err := rest.TLSConfigFor(config)
	if err != nil {
		return nil, err
	}
	const idle = 256
	return &Client{base: config.Host, http: &http.Client{Transport: &http.Transport{
		TLSClientConfig:     tls,
		ForceAttemptHTTP2:   true,
		DisableCompression:  true,
		MaxIdleConns:        idle,
		MaxIdleConnsPerHost: idle,
	}}}, nil
}

// With returns a client over the same connections that sends these headers as well. It keeps header, which must not be changed.
func (c *Client) With(header http.Header) *Client {
	other := *c
	other.header = header
	return &other
}

// Close ends the idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Do sends a request and returns the body of the answer, which must be a success.
func (c *Client) Do(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	answer, err := c.Open(ctx, method, path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Close() }()
	content, err := io.ReadAll(answer)
	if err != nil {
		return nil, fmt.Errorf("%s %s: the answer broke off: %w", method, path, err)
	}
	return content, nil
}

// Read sends a GET and returns the length of the answer, which must be a success.
func (c *Client) Read(ctx context.Context, path string) (int64, error) {
	answer, err := c.Open(ctx, http.MethodGet, path, http.NoBody)
	if err != nil {
		return 0, err
	}
	defer func() { _ = answer.Close() }()
	n, err := io.Copy(io.Discard, answer)
	if err != nil {
		return n, fmt.Errorf("GET %s: the answer broke off: %w", path, err)
	}
	return n, nil
}

// Open sends a request and returns the body of the answer, which must be a success. The caller closes it.
func (c *Client) Open(ctx context.Context, method, path string, body io.Reader) (io.ReadCloser, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return nil, err
	}
	maps.Copy(request.Header, c.header)
	if method == http.MethodPost || method == http.MethodPut {
		request.Header.Set("Content-Type", "application/json")
	}
	request.Header.Set("Accept", "application/json")
	answer, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		defer func() { _ = answer.Body.Close() }()
		const enough = 1 << 10
		text, err := io.ReadAll(io.LimitReader(answer.Body, enough))
		return nil, errors.Join(fmt.Errorf("%s %s answers %s: %s", method, path, answer.Status, text), err)
	}
	return answer.Body, nil
}
