// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci

import (
	"bytes"
	"fmt"
	"io"
)

const (
	// maxListParts bounds a page of a list, for registries that give all names in one.
	maxListParts = 250_000
	// maxManifestParts bounds a manifest or a configuration. Those of many platforms have some hundreds.
	maxManifestParts = 50_000
)

// parted ends an answer of too many parts. What takes three bytes as JSON, such as an empty layer, takes 150 when it is read: of
// 4 MiB of those come several hundred.
type parted struct {
	io.ReadCloser

	left, limit int
}

func newParted(body io.ReadCloser, limit int) *parted {
	return &parted{ReadCloser: body, left: limit, limit: limit}
}

// Read implements io.Reader. Parts are told by their commas, those in texts included: no reader has to know which is which.
func (p *parted) Read(into []byte) (int, error) {
	n, err := p.ReadCloser.Read(into)
	if p.left -= bytes.Count(into[:n], []byte{','}); p.left < 0 {
		return 0, malformed(fmt.Sprintf("JSON of more than %d parts", p.limit))
	}
	return n, err
}
