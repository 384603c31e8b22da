// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package publish

import (
	"os"

	"connectors.alauda.io/pkg/target"
)

// Memory is how many bytes of the node's memory files take. While they are being replaced, and until the next change, those that differ
// take it twice.
func Memory(files map[string]target.Credential) int64 {
	page, pages := int64(os.Getpagesize()), int64(0)
	for _, content := range files {
		pages += (int64(len(content.Reveal())) + page - 1) / page
	}
	return pages * page
}
