// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package proxyname names the Service under which workloads reach the tool of a Connector. It is pure: whoever makes,
// looks for or answers under such a name agrees with the others.
package proxyname

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

const (
	prefix = "c-"
	// maxLabel is the length of the longest name of a Service, a label of DNS (RFC 1123).
	maxLabel = 63
	// hashLength in characters of hexadecimal: 64 bits, so that nobody meets another's name by chance or by trying.
	hashLength = 16
)

// Service is the name of the proxy Service of a Connector: the Connector's own with "c-" before it where that is the name
// of a Service, else a shortened one that ends in a hash of the whole name. A Connector may be called like the hashed name
// of another one of its namespace; then the Service belongs to the one that came first.
func Service(connector string) string {
	if IsPlain(connector) {
		return prefix + connector
	}
	sum := sha256.Sum256([]byte(connector))
	readable := strings.ReplaceAll(connector, ".", "-")
	readable = readable[:min(len(readable), maxLabel-len(prefix)-hashLength-1)]
	return prefix + strings.TrimRight(readable, "-") + "-" + hex.EncodeToString(sum[:])[:hashLength]
}

// IsPlain says whether Service only puts "c-" before the name of a Connector: it has no dots and at most 61 characters.
func IsPlain(connector string) bool {
	return len(prefix)+len(connector) <= maxLabel && !strings.Contains(connector, ".")
}
