// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"connectors.alauda.io/test/bench/load"
	"connectors.alauda.io/test/bench/stage"
)

// watchers is how many clients watch, each over a connection of its own.
const watchers = 100

// watch updates objects while clients watch them, and returns events that reached a client per second, until the last
// one did.
func (s *side) watch(ctx context.Context, options Options, round int) (float64, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	list, err := s.client(0).Do(ctx, http.MethodGet, s.collection()+"?limit=1", nil)
	if err != nil {
		return 0, err
	}
	version, err := listVersion(list)
	if err != nil {
		return 0, err
	}
	streams, err := s.openStreams(ctx, version)
	defer closeAll(streams)
	if err != nil {
		return 0, err
	}
	started := time.Now()
	group, ctx := errgroup.WithContext(ctx)
	for _, stream := range streams {
		group.Go(func() error { return awaitEvents(stream.body, options.Events) })
	}
	group.Go(func() error {
		const writers = 4
		_, err := load.Count(ctx, writers, options.Events, func(ctx context.Context, worker, n int) error {
			return s.updateOne(ctx, worker, n%len(s.objects), 1000+round)
		})
		return err
	})
	if err := group.Wait(); err != nil {
		return 0, err
	}
	return float64(watchers*options.Events) / time.Since(started).Seconds(), nil
}

type stream struct {
	client *stage.Client
	body   io.ReadCloser
}

func closeAll(streams []stream) {
	for _, each := range streams {
		_ = each.body.Close()
		each.client.Close()
	}
}

func (s *side) openStreams(ctx context.Context, version string) ([]stream, error) {
	var streams []stream
	for range watchers {
		client, err := s.dial()
		if err != nil {
			return streams, err
		}
		body, err := client.Open(ctx, http.MethodGet, s.collection()+"?watch=true&resourceVersion="+version, http.NoBody)
		if err != nil {
			return streams, err
		}
		streams = append(streams, stream{client: client, body: body})
	}
	return streams, nil
}

// awaitEvents returns when the stream has brought number events, which are lines.
func awaitEvents(body io.Reader, number int) error {
	const longest = 1 << 16
	lines := bufio.NewReaderSize(body, longest)
	for seen := range number {
		if _, err := lines.ReadSlice('\n'); err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return fmt.Errorf("a watch broke off after %d of %d events: %w", seen, number, err)
		}
	}
	return nil
}
