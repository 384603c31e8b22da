// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package attributes

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// What the author of a Pod may write.
const (
	keyConnector          = "connector.name"
	keyConnectorNamespace = "connector.namespace"
	keyNames              = "configuration.names"
	keyParams             = "configuration.params"
	keyExpiration         = "token.expiration"
)

// kubeletPrefix begins the keys that are the kubelet's.
const kubeletPrefix = "csi.storage.k8s.io/"

const (
	maxBytes        = 64 << 10 // of all keys and values that are not the kubelet's
	maxShownBytes   = 63       // of a text that is repeated in an error
	maxShownUnknown = 5        // unknown attributes that an error names
)

// checkKeys refuses attributes that do not exist, and more of them than anybody needs.
func checkKeys(volumeContext map[string]string) error {
	known := []string{keyConnector, keyConnectorNamespace, keyNames, keyParams, keyExpiration}
	size := 0
	var unknown []string
	for _, key := range slices.Sorted(maps.Keys(volumeContext)) {
		if strings.HasPrefix(key, kubeletPrefix) {
			continue
		}
		size += len(key) + len(volumeContext[key])
		if !slices.Contains(known, key) && len(unknown) < maxShownUnknown {
			unknown = append(unknown, shown(key))
		}
	}
	if size > maxBytes {
		return fmt.Errorf("volume attributes: %d bytes in all, must be at most %d", size, maxBytes)
	}
	if len(unknown) > 0 {
		return fmt.Errorf("volume attribute %s does not exist: there are %s", strings.Join(unknown, ", "),
			strings.Join(known, ", "))
	}
	return nil
}

// wrong is an error of one attribute.
func wrong(key, format string, args ...any) error {
	return fmt.Errorf("volume attribute %s: %w", key, fmt.Errorf(format, args...))
}

// shown quotes a text for an error. Tokens are far longer than what is repeated.
func shown(text string) string {
	if len(text) > maxShownBytes {
		return fmt.Sprintf("(a text of %d bytes)", len(text))
	}
	return fmt.Sprintf("%q", text)
}
