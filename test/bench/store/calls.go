// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"context"
	"fmt"
	"net/http"

	"connectors.alauda.io/test/bench/load"
)

// create makes the next objects in number and returns objects per second.
func (s *side) create(ctx context.Context, number int) (float64, error) {
	first := len(s.objects)
	s.objects = append(s.objects, make([][]byte, number)...)
	result, err := load.Count(ctx, workers, number, func(ctx context.Context, worker, n int) error {
		answer, err := s.client(worker).Do(ctx, http.MethodPost, s.collection(), object(s.group, s.namespace, first+n))
		s.objects[first+n] = answer
		return err
	})
	return result.Rate(), err
}

// update changes the address of number objects, starting with object first, and returns objects per second.
func (s *side) update(ctx context.Context, first, number, round int) (float64, error) {
	result, err := load.Count(ctx, workers, number, func(ctx context.Context, worker, n int) error {
		return s.updateOne(ctx, worker, (first+n)%len(s.objects), round+1)
	})
	return result.Rate(), err
}

func (s *side) updateOne(ctx context.Context, worker, n, round int) error {
	body, err := revise(s.objects[n], round)
	if err != nil {
		return err
	}
	answer, err := s.client(worker).Do(ctx, http.MethodPut, s.path(n), body)
	if err == nil {
		s.objects[n] = answer
	}
	return err
}

// get reads single objects for a while and returns objects per second.
func (s *side) get(ctx context.Context, options Options) (float64, error) {
	// A step that shares no factor with the number of objects visits all of them, in no order that a cache likes.
	const step = 7919
	result, err := load.For(ctx, workers, options.Duration, func(ctx context.Context, worker, n int) error {
		_, err := s.client(worker).Read(ctx, s.path(n*step%len(s.objects)))
		return err
	})
	return result.Rate(), err
}

// list reads the whole collection for a while and returns collections per second.
func (s *side) list(ctx context.Context, options Options) (float64, error) {
	const listers = 2
	const least = 500
	result, err := load.For(ctx, listers, options.Duration, func(ctx context.Context, worker, _ int) error {
		size, err := s.client(worker).Read(ctx, s.collection())
		if err == nil && size < int64(least*len(s.objects)) {
			err = fmt.Errorf("a list of %d bytes cannot hold %d objects", size, len(s.objects))
		}
		return err
	})
	return result.Rate(), err
}
