// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package access

import (
	"fmt"
	"sync"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
)

// places bounds the requests of each Connector that are under way.
type places struct {
	each int

	mu    sync.Mutex
	taken map[types.UID]int
}

func newPlaces(each int) *places {
	return &places{each: each, taken: map[types.UID]int{}}
}

// take gives a place of a Connector until release is called, once, or the API error TooManyRequests.
func (p *places) take(connector types.UID) (release func(), err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.taken[connector] >= p.each {
		const retryAfterSeconds = 1
		return nil, apierrors.NewTooManyRequests(
			fmt.Sprintf("%d requests of this connector are under way, which is as many as may be: try again", p.each), retryAfterSeconds)
	}
	p.taken[connector]++
	return func() { p.give(connector) }, nil
}

func (p *places) give(connector types.UID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.taken[connector]--; p.taken[connector] <= 0 {
		delete(p.taken, connector)
	}
}
