// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package lookup

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/rest"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/csi/failure"
	"connectors.alauda.io/pkg/generated/clientset/versioned"
	connectorsclient "connectors.alauda.io/pkg/generated/clientset/versioned/typed/connectors/v1alpha1"
	"connectors.alauda.io/pkg/target"
)

const (
	// readTimeout bounds one request: a Pod waits for it.
	readTimeout = 10 * time.Second
	// longestAnswer is how many bytes are read of an answer, about twice as many as an object can have. client-go knows no bound.
	longestAnswer = 4 << 20
)

// errNoToken is why a request is not sent: without a token it would be one of an anonymous user.
var errNoToken = errors.New("there is no token to read the Connector with")

// Connectors reads Connectors with the tokens of Pods. It is safe for concurrent use.
type Connectors struct {
	client connectorsclient.ConnectorsV1alpha1Interface
}

// NewConnectors makes a Connectors for the API server that config reaches. The credentials of config are not used. Nothing is
// dialled before the first Get, and all of them share their connections.
func NewConnectors(config *rest.Config) (*Connectors, error) {
	config = rest.AnonymousClientConfig(config)
	config.Timeout = readTimeout
	// The API server's own fairness decides how fast a Pod's account may ask.
	config.QPS = -1
	config.Wrap(func(next http.RoundTripper) http.RoundTripper { return authorize{next} })
	transport, err := rest.HTTPClientFor(config)
	if err != nil {
		return nil, fmt.Errorf("making the transport for connectors: %w", err)
	}
	transport.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	client, err := versioned.NewForConfigAndClient(config, transport)
	if err != nil {
		return nil, fmt.Errorf("making the client of connectors: %w", err)
	}
	return &Connectors{client: client.ConnectorsV1alpha1()}, nil
}

// Get reads a Connector as the account of the token, at the API server and not from memory. Errors are API errors: what the
// API server refused, Unauthorized and Forbidden among it, and ServiceUnavailable where asking again may help; or ctx's own.
func (c *Connectors) Get(ctx context.Context, apiServerToken target.Credential, key types.NamespacedName) (*v1alpha1.Connector, error) {
	connector, err := c.client.Connectors(key.Namespace).Get(withToken(ctx, apiServerToken), key.Name, metav1.GetOptions{})
	if err != nil {
		return nil, failure.Of(ctx, fmt.Sprintf("reading Connector %q", key), err)
	}
	return connector, nil
}

// tokenKey is where the token of a request is in its context.
type tokenKey struct{}

func withToken(ctx context.Context, token target.Credential) context.Context {
	return context.WithValue(ctx, tokenKey{}, token)
}

// authorize puts on each request the token that its context brings, and bounds the answer.
type authorize struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (a authorize) RoundTrip(r *http.Request) (*http.Response, error) {
	token, _ := r.Context().Value(tokenKey{}).(target.Credential)
	text := token.Reveal()
	if text == "" {
		return nil, errNoToken
	}
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+text)
	response, err := a.next.RoundTrip(r)
	if err == nil {
		response.Body = http.MaxBytesReader(nil, response.Body, longestAnswer)
	}
	return response, err
}
