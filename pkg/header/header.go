// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package header knows which headers nobody but the sender of a request sets. It imports nothing of ours.
package header

import "strings"

// BelongsToConnection is true for headers that frame messages, steer connections or choose the host: one who sets them
// changes where a request, and so a credential, ends up. It takes an underscore for a hyphen, as some servers do.
func BelongsToConnection(name string) bool {
	switch strings.ToLower(strings.ReplaceAll(name, "_", "-")) {
	case "connection", "content-length", "expect", "host", "http2-settings", "keep-alive", "proxy-authenticate",
		"proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade":
		return true
	}
	return false
}
