// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package header

import "testing"

func TestBelongsToConnection(t *testing.T) {
	for name, want := range map[string]bool{
		"Host": true, "host": true, "Transfer-Encoding": true, "transfer_encoding": true, "TE": true, "HTTP2-Settings": true,
		"Authorization": false, "Private-Token": false, "Hosts": false, "": false,
	} {
		if got := BelongsToConnection(name); got != want {
			t.Errorf("%q: got %t, want %t", name, got, want)
		}
	}
}
