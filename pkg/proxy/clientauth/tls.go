// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import "context"

type tlsKey struct{}

// WithTLS says that the token of the request with this context came over TLS, in which we are the server. For a request in a
// tunnel that is decided by the connection on which the token itself was sent.
func WithTLS(ctx context.Context) context.Context { return context.WithValue(ctx, tlsKey{}, true) }

func overTLS(ctx context.Context) bool { return ctx.Value(tlsKey{}) != nil }
