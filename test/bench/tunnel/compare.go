// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package tunnel compares connectors/proxy with services/proxy of the kube-apiserver.
package tunnel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"connectors.alauda.io/test/bench/child"
	"connectors.alauda.io/test/bench/load"
	"connectors.alauda.io/test/bench/report"
	"connectors.alauda.io/test/bench/stage"
)

const (
	workers     = 64
	connections = 4
	// openWorkers is how many requests may be under way in an open loop.
	openWorkers = 256
	p99         = 0.99
)

// Options are the size of the comparison.
type Options struct {
	Rounds   int
	Duration time.Duration
	// BulkBytes is the size of a download and of an upload, BulkRounds how often there is one.
	BulkBytes, BulkRounds int
	// Around is called around every measurement of a rate of requests, if it is not nil.
	Around load.Around
}

// side is a way to the backend.
type side struct {
	name    string
	clients []*stage.Client
	// prefix returns the path of the backend for a request.
	prefix func(n int) string
}

// Compare measures both ways to one backend.
func Compare(ctx context.Context, s *stage.Stage, options Options) (figures []report.Figure, err error) {
	ip, err := host()
	if err != nil {
		return nil, err
	}
	backend, err := child.Start(ctx, BackendArgument, ip.String(), strconv.Itoa(ports))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, backend.Stop()) }()
	if err := expose(ctx, s, ip, backend.Addresses); err != nil {
		return nil, fmt.Errorf("preparing the ways to the backend: %w", err)
	}
	sides, err := newSides(s)
	if err != nil {
		return nil, err
	}
	c := comparison{options: options, sides: sides}
	return c.figures(ctx)
}

func expose(ctx context.Context, s *stage.Stage, ip netip.Addr, addresses []string) error {
	var backends []uint16
	for _, address := range addresses {
		parsed, err := netip.ParseAddrPort(address)
		if err != nil {
			return err
		}
		backends = append(backends, parsed.Port())
	}
	if err := s.Namespace(ctx, namespace); err != nil {
		return err
	}
	kube, err := s.Client()
	if err != nil {
		return err
	}
	connectors, err := s.Connectors()
	if err != nil {
		return err
	}
	if err := exposeToPeer(ctx, kube, ip, backends); err != nil {
		return err
	}
	return exposeToUs(ctx, kube, connectors, ip, backends[0])
}

func newSides(s *stage.Stage) ([]side, error) {
	ours := side{name: "connectors-proxy", prefix: func(int) string {
		return "/apis/" + stage.Group + "/v1alpha1/namespaces/" + namespace + "/connectors/" + object + "/proxy"
	}}
	peer := side{name: "services-proxy", prefix: func(n int) string {
		return "/api/v1/namespaces/" + namespace + "/services/" + object + ":" + portName(n%ports) + "/proxy"
	}}
	sides := []side{ours, peer}
	for i := range sides {
		for range connections {
			client, err := stage.NewClient(s.Kube())
			if err != nil {
				return nil, err
			}
			sides[i].clients = append(sides[i].clients, client)
		}
	}
	return sides, nil
}

func (s side) small(ctx context.Context, worker, n int) error {
	size, err := s.clients[worker%len(s.clients)].Read(ctx, s.prefix(n)+PathSmall)
	if err == nil && size != smallBytes {
		err = fmt.Errorf("%s: an answer of %d bytes, want %d", s.name, size, smallBytes)
	}
	return err
}

// download returns MiB per second.
func (s side) download(ctx context.Context, bytes int) (float64, error) {
	started := time.Now()
	size, err := s.clients[0].Read(ctx, fmt.Sprintf("%s%s?%s=%d", s.prefix(0), pathBulk, bulkParam, bytes))
	if err == nil && size != int64(bytes) {
		err = fmt.Errorf("%s: %d of %d bytes came back", s.name, size, bytes)
	}
	return mebibytesPerSecond(bytes, started), err
}

// upload returns MiB per second.
func (s side) upload(ctx context.Context, bytes int) (float64, error) {
	started := time.Now()
	answer, err := s.clients[0].Open(ctx, http.MethodPut, s.prefix(0)+pathBulk, io.LimitReader(zeros{}, int64(bytes)))
	if err != nil {
		return 0, err
	}
	defer func() { _ = answer.Close() }()
	seen, err := io.ReadAll(answer)
	if err == nil && string(seen) != strconv.Itoa(bytes) {
		err = fmt.Errorf("%s: %s of %d bytes arrived", s.name, seen, bytes)
	}
	return mebibytesPerSecond(bytes, started), err
}

func mebibytesPerSecond(bytes int, started time.Time) float64 {
	return float64(bytes) / (1 << 20) / time.Since(started).Seconds()
}

// zeros is a body without an end.
type zeros struct{}

// Read implements io.Reader.
func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// comparison is Compare under way.
type comparison struct {
	options Options
	sides   []side
}

func (c comparison) figures(ctx context.Context) ([]report.Figure, error) {
	for _, s := range c.sides {
		// The first requests open connections on the way.
		if _, err := load.Count(ctx, workers, workers, s.small); err != nil {
			return nil, err
		}
	}
	saturation, err := c.compare(ctx, "connectors/proxy, requests", "/s", report.AtLeast(1.1), c.options.Rounds,
		func(s side) (float64, error) {
			result, err := load.For(ctx, workers, c.options.Duration, s.small)
			return result.Rate(), err
		})
	if err != nil {
		return nil, err
	}
	figures := []report.Figure{saturation}
	rate := load.Median(saturation.Peer) / 2
	for _, each := range []struct {
		name, unit string
		bound      report.Bound
		rounds     int
		measure    func(s side) (float64, error)
	}{
		{fmt.Sprintf("connectors/proxy, p99 at %.0f/s", rate), "ms", report.AtMost(1.2), c.options.Rounds, func(s side) (float64, error) {
			result, err := load.Open(ctx, openWorkers, rate, c.options.Duration, s.small)
			return float64(result.Quantile(p99)) / float64(time.Millisecond), err
		}},
		{"connectors/proxy, download", "MiB/s", report.AtLeast(0.45), c.options.BulkRounds, func(s side) (float64, error) {
			return s.download(ctx, c.options.BulkBytes)
		}},
		{"connectors/proxy, upload", "MiB/s", report.AtLeast(0.45), c.options.BulkRounds, func(s side) (float64, error) {
			return s.upload(ctx, c.options.BulkBytes)
		}},
	} {
		figure, err := c.compare(ctx, each.name, each.unit, each.bound, each.rounds, each.measure)
		if err != nil {
			return figures, err
		}
		figures = append(figures, figure)
	}
	return figures, nil
}

func (c comparison) compare(
	ctx context.Context, name, unit string, bound report.Bound, rounds int, measure func(side) (float64, error),
) (report.Figure, error) {
	values, err := load.Rounds(rounds, c.sides, func(s side, round int) (float64, error) {
		if unit != "/s" {
			return measure(s)
		}
		return c.options.Around.Measure(ctx, s.name, round, func() (float64, error) { return measure(s) })
	})
	if err != nil {
		return report.Figure{}, fmt.Errorf("%s: %w", name, err)
	}
	return report.Figure{Name: name, Unit: unit, Ours: values[0], Peer: values[1], Bound: bound}, nil
}
