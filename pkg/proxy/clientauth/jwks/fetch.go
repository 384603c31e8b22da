// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package jwks

import (
	"context"
	"fmt"
	"io"

	"k8s.io/client-go/rest"
)

const (
	// Where a kube-apiserver publishes what it signs tokens with.
	configurationPath = "/.well-known/openid-configuration"
	keysPath          = "/openid/v1/jwks"

	// largest is how many bytes each of them may have. A key has about 500.
	largest = 1 << 20
)

// fetch reads the set of a cluster.
func fetch(ctx context.Context, client rest.Interface) (*set, error) {
	configuration, err := get(ctx, client, configurationPath)
	if err != nil {
		return nil, err
	}
	keys, err := get(ctx, client, keysPath)
	if err != nil {
		return nil, err
	}
	return parseSet(configuration, keys)
}

func get(ctx context.Context, client rest.Interface, path string) ([]byte, error) {
	// Another attempt is made soon enough by whoever needs the keys, so none is made here.
	body, err := client.Get().AbsPath(path).SetHeader("Accept", "application/jwk-set+json, application/json").
		MaxRetries(0).Stream(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading %s of the cluster: %w", path, err)
	}
	defer func() { _ = body.Close() }()
	text, err := io.ReadAll(io.LimitReader(body, largest+1))
	if err != nil {
		return nil, fmt.Errorf("reading %s of the cluster: %w", path, err)
	}
	if len(text) > largest {
		return nil, fmt.Errorf("%s of the cluster has more than %d bytes", path, largest)
	}
	return text, nil
}
