// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"sync"

	"google.golang.org/grpc/codes"
	"k8s.io/apimachinery/pkg/util/sets"
)

// operations are the calls that are under way, of which there may be one for each volume and each target path: a volume that is
// published and unpublished at once would be half there. The zero value is ready for use, concurrently as well.
type operations struct {
	mu      sync.Mutex
	volumes sets.Set[string]
	targets sets.Set[string]
}

// begin says whether nothing else is done with the volume and at the target. If so, end must be called.
func (o *operations) begin(volume, target string) (end func(), ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.volumes.Has(volume) || o.targets.Has(target) {
		return nil, false
	}
	if o.volumes == nil {
		o.volumes, o.targets = sets.New[string](), sets.New[string]()
	}
	o.volumes.Insert(volume)
	o.targets.Insert(target)
	return func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.volumes.Delete(volume)
		o.targets.Delete(target)
	}, true
}

// begin takes a volume for one call.
func (n *node) begin(where place) (end func(), err error) {
	end, ok := n.underWay.begin(where.volume, where.target)
	if !ok {
		return nil, refusal(codes.Aborted, "another call for volume %.80q, or for its path, is under way: try again when it has ended", where.volume)
	}
	return end, nil
}
