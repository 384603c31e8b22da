// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"context"

	"connectors.alauda.io/pkg/target/fence"
)

// Impossible is a plan that sends nothing and fails with a message, which must hold no credential.
func Impossible(message string) *Plan {
	return settle(context.Background(), fence.Fence{}, message)
}

// SameOrigin says whether two plans ask the same scheme, host and port, so that when the one gets no connection, the other
// will not either.
func SameOrigin(one, other *Plan) bool {
	return one != nil && other != nil && one.subject == other.subject && !one.origin.IsZero() && one.origin == other.origin
}
