// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/pktline"

	"connectors.alauda.io/pkg/classapi/failure"
)

// maxPackBytes bounds what is read of a pack, and of what the server says before it.
const maxPackBytes = 8 << 20

const (
	featureShallow = "shallow"
	featureFilter  = "filter"
	noTrees        = "filter tree:0\n"
	noHistory      = "deepen 1\n"
)

// Commit gives the commit that an object names, itself or, if it is an annotated tag, at the end of what it points at. In
// version 0 and 1 the references must have been read, and the object be one of theirs unless the server gives others too. Hold
// is called before bytes of the answer are kept, with how many more; its error ends the reading.
func (r *Repository) Commit(ctx context.Context, id string, hold func(bytes int64) error) (*Commit, error) {
	content, err := r.fetchRequest(id)
	if err != nil {
		return nil, err
	}
	packets, body, err := r.post(ctx, content, maxPackBytes)
	if err != nil {
		return nil, err
	}
	// The server may be about to send every file of the commit: closing the connection tells it not to.
	defer func() { _ = body.Close() }()
	pack, err := findPack(packets)
	if err != nil {
		return nil, err
	}
	return readCommit(pack, id, hold)
}

func (r *Repository) fetchRequest(id string) ([]byte, error) {
	if r.advertised != nil {
		return r.fetchByLines(id)
	}
	if !r.capabilities.offers(capabilityFetch, featureShallow) {
		return nil, withoutHistory()
	}
	arguments := []string{"want " + id + "\n", "no-progress\n", noHistory}
	if r.capabilities.offers(capabilityFetch, featureFilter) {
		arguments = append(arguments, noTrees)
	}
	return r.command(capabilityFetch, append(arguments, "done\n"))
}

func withoutHistory() error {
	return failure.Unsupported("the Git server does not give single commits: it offers no shallow clones")
}

// fetchByLines is the request of version 0 and 1: wanted objects, of which the first names the capabilities that are used,
// a flush, and that nothing is there already.
func (r *Repository) fetchByLines(id string) ([]byte, error) {
	const sideBand = "side-band-64k"
	if !r.capabilities.has(featureShallow) || !r.capabilities.has(sideBand) {
		return nil, withoutHistory()
	}
	used := []string{"want", id, featureShallow, sideBand}
	for _, capability := range []string{"no-progress", featureFilter} {
		if r.capabilities.has(capability) {
			used = append(used, capability)
		}
	}
	if format := r.capabilities.format(); format != "" {
		used = append(used, format)
	}
	lines := []string{strings.Join(used, " ") + "\n", noHistory}
	if r.capabilities.has(featureFilter) {
		lines = append(lines, noTrees)
	}
	var request bytes.Buffer
	if err := pktline.NewEncoder(&request).EncodeString(append(lines, pktline.FlushString, "done\n")...); err != nil {
		return nil, fmt.Errorf("writing a request for a commit: %w", err)
	}
	return request.Bytes(), nil
}

// GivesAny says whether Commit may be asked for objects that no reference points at. A server may refuse to give one all the
// same.
func (r *Repository) GivesAny() bool {
	return r.advertised == nil || r.capabilities.has("allow-any-sha1-in-want") || r.capabilities.has("allow-reachable-sha1-in-want")
}
