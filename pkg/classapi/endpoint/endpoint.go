// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package endpoint is what a built-in class API offers to the server: paths, and functions that answer.
package endpoint

import (
	"context"
	"net/url"

	"connectors.alauda.io/pkg/classapi/memory"
	"connectors.alauda.io/pkg/classapi/tool"
)

// Endpoint is one path of a class API, which is read with GET.
type Endpoint struct {
	// Path is absolute and without parameters, as in /git/refs.
	Path string
	// Parameters are the names of the query's parameters. They may be given once each; others are passed over.
	Parameters []string
	// Answer gives what is sent as JSON. Its error is an *apierrors.StatusError: what else it may be is hidden from the caller.
	// The context ends when the caller goes or the time is up. Answer is called concurrently.
	Answer func(ctx context.Context, r *Request) (any, error)
}

// Request is one question to an Endpoint.
type Request struct {
	// Tool is that of the Connector that is asked about.
	Tool *tool.Tool
	// Query holds the parameters; those of the Endpoint once at most.
	Query url.Values
	// Memory is told what is held of the tool's answers, before it is held. Nil is without bounds.
	Memory *memory.Call
}
