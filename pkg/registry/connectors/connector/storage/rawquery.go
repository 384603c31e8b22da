// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package storage

import "context"

type rawQueryKey struct{}

// WithRawQuery keeps the query of a request to a tool apart from the queries that the API server reads.
func WithRawQuery(ctx context.Context, rawQuery string) context.Context {
	return context.WithValue(ctx, rawQueryKey{}, rawQuery)
}

func rawQueryFrom(ctx context.Context) string {
	rawQuery, _ := ctx.Value(rawQueryKey{}).(string)
	return rawQuery
}
