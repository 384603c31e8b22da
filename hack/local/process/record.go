// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package process

import "connectors.alauda.io/hack/local/record"

// An entry is what is kept on disk about a process, to find it again.
type entry struct {
	Identity
	// Fingerprint is that of the Command.
	Fingerprint string `json:"fingerprint"`
}

// read returns the record in file, and false when there is none.
func read(file string) (entry, bool, error) { return record.Read[entry](file, "record of a process") }
