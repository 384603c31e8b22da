// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci

import (
	"context"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"

	"connectors.alauda.io/pkg/classapi/endpoint"
	"connectors.alauda.io/pkg/classapi/tool"
)

// imaginary is the registry that the library believes in. Its domain is reserved by RFC 2606, and nothing in the name has the
// library treat it as a special one.
const imaginary = "registry.invalid"

// registry is that of one request to the class API.
type registry struct {
	tool   *tool.Tool
	host   name.Registry
	puller *remote.Puller
}

// open makes the library ready, and asks nobody. Its error is an *apierrors.StatusError.
func open(ctx context.Context, r *endpoint.Request) (*registry, error) {
	t, err := r.Tool.AsRegistry()
	if err != nil {
		return nil, err
	}
	host, err := name.NewRegistry(imaginary, name.StrictValidation)
	if err != nil {
		return nil, t.Failure(err)
	}
	// The library takes a transport of its own make as it is: without trying again, which the caller's time does not allow
	// for, and without writing requests into logs.
	ready, err := transport.NewWithContext(ctx, host, authn.Anonymous, newDoor(t, r.Memory), nil)
	if err != nil {
		return nil, t.Failure(err)
	}
	puller, err := remote.NewPuller(remote.WithTransport(ready), remote.WithAuth(authn.Anonymous))
	if err != nil {
		return nil, t.Failure(err)
	}
	return &registry{tool: t, host: host, puller: puller}, nil
}
