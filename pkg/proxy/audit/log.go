// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
	"k8s.io/klog/v2"
	"k8s.io/utils/clock"
)

const (
	// maxWaiting bounds the lines that wait to be written, in bytes: some ten thousand of them.
	maxWaiting = 8 << 20
	// maxPiece bounds one write, in bytes. Files that are rotated refuse more than they may hold at all.
	maxPiece = 64 << 10
	// flushEvery is how long a line waits at most while the writer keeps up.
	flushEvery = time.Second
	// waitForRoom is how long a request waits for a place in the buffer before its line is lost.
	waitForRoom = time.Second
	// lastFlush is how long the last lines may take when the process ends.
	lastFlush = 5 * time.Second
)

// LogConfig is what a Log is made from.
type LogConfig struct {
	// Writer is where the lines go, in pieces that end with a line; required. One goroutine writes at a time.
	Writer io.Writer
	// Metrics count the lines that are lost; required.
	Metrics *Metrics
	// Clock measures the waiting; the real one when nil.
	Clock clock.WithTicker
}

// Log is a Sink that gathers lines and writes them at least every second, from a goroutine of its own: no request waits for
// a disk, unless 8 MiB of lines wait already. It is safe for concurrent use.
type Log struct {
	config LogConfig
	free   *semaphore.Weighted
	full   chan struct{}

	mu      sync.Mutex
	waiting []byte

	// These belong to the goroutine that writes.
	spare []byte
	torn  bool // the last write ended inside a line
	lost  int  // lines since writing failed
}

// NewLog makes a Log. It starts nothing: lines are written while Run runs.
func NewLog(config LogConfig) (*Log, error) {
	if config.Writer == nil || config.Metrics == nil {
		return nil, errors.New("audit.LogConfig: a Writer and Metrics are needed")
	}
	if config.Clock == nil {
		config.Clock = clock.RealClock{}
	}
	return &Log{config: config, free: semaphore.NewWeighted(maxWaiting), full: make(chan struct{}, 1)}, nil
}

// Write implements Sink.
func (l *Log) Write(line []byte) {
	size := int64(len(line))
	if !l.free.TryAcquire(size) && !l.waitForRoom(size) {
		l.config.Metrics.lostLines.Inc()
		return
	}
	l.mu.Lock()
	l.waiting = append(l.waiting, line...)
	enough := len(l.waiting) >= maxPiece
	l.mu.Unlock()
	if enough {
		select {
		case l.full <- struct{}{}:
		default: // it is known already
		}
	}
}

func (l *Log) waitForRoom(size int64) bool {
	ctx, cancel := context.WithTimeout(context.Background(), waitForRoom)
	defer cancel()
	return l.free.Acquire(ctx, size) == nil
}

// Run writes lines until ctx ends, and then those that are there; it gives up on a writer that does not take them within five
// seconds. It may be called once. No line is written after it.
func (l *Log) Run(ctx context.Context) {
	written := make(chan struct{})
	go func() {
		defer close(written)
		l.loop(ctx)
	}()
	<-ctx.Done()
	select {
	case <-written:
	case <-l.config.Clock.After(lastFlush):
		klog.FromContext(ctx).Error(nil, "The last lines of the audit log could not be written in time", "waited", lastFlush)
	}
}

func (l *Log) loop(ctx context.Context) {
	ticker := l.config.Clock.NewTicker(flushEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			l.flush(ctx)
			return
		case <-ticker.C():
		case <-l.full:
		}
		l.flush(ctx)
	}
}

// flush writes what waits.
func (l *Log) flush(ctx context.Context) {
	l.mu.Lock()
	lines := l.waiting
	l.waiting = l.spare[:0]
	l.mu.Unlock()
	l.spare = lines
	for len(lines) > 0 {
		piece := lines
		if len(piece) > maxPiece {
			// Lines of Entries are much shorter than a piece, so there is an end of one.
			if end := bytes.LastIndexByte(piece[:maxPiece], '\n') + 1; end > 0 {
				piece = piece[:end]
			}
		}
		lines = lines[len(piece):]
		l.writePiece(ctx, piece)
		l.free.Release(int64(len(piece)))
	}
}
