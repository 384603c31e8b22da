// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"k8s.io/component-base/metrics/testutil"
	"k8s.io/klog/v2/ktesting"
)

// disk is a writer that can be full, slow or stuck.
type disk struct {
	mu      sync.Mutex
	written bytes.Buffer
	room    int           // bytes that still fit, if full is set
	full    bool          //
	stuck   chan struct{} // writes wait until it is closed
	writes  int
}

var errFull = errors.New("no space left")

func (d *disk) Write(p []byte) (int, error) {
	if d.stuck != nil {
		<-d.stuck
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.writes++
	if d.full && len(p) > d.room {
		d.written.Write(p[:d.room])
		n := d.room
		d.room = 0
		return n, errFull
	}
	d.room -= len(p)
	return d.written.Write(p)
}

func (d *disk) content() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.written.String()
}

// testLog is a Log that runs, and what it has lost.
type testLog struct {
	*Log
	t    *testing.T
	stop func()
}

func runLog(t *testing.T, writer io.Writer) testLog {
	t.Helper()
	m, _ := newMetrics(t)
	log, err := NewLog(LogConfig{Writer: writer, Metrics: m})
	if err != nil {
		t.Fatal(err)
	}
	_, ctx := ktesting.NewTestContext(t)
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		log.Run(ctx)
	}()
	return testLog{log, t, func() { cancel(); <-ended }}
}

func (l testLog) expectLost(want float64) {
	l.t.Helper()
	if got, err := testutil.GetCounterMetricValue(l.config.Metrics.lostLines); err != nil || got != want {
		l.t.Errorf("%v lines are lost, want %v (%v)", got, want, err)
	}
}

func TestLogIsWrittenWithinASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &disk{}
		log := runLog(t, d)
		log.Write([]byte("one\n"))
		log.Write([]byte("two\n"))
		synctest.Wait()
		if got := d.content(); got != "" {
			t.Errorf("%q is written at once", got)
		}
		<-time.After(flushEvery + time.Millisecond)
		synctest.Wait()
		if got := d.content(); got != "one\ntwo\n" || d.writes != 1 {
			t.Errorf("%q, in %d writes", got, d.writes)
		}
		log.Write([]byte("three\n"))
		log.stop()
		if got := d.content(); got != "one\ntwo\nthree\n" {
			t.Errorf("%q in the end", got)
		}
		log.expectLost(0)
	})
}

func TestManyLinesAreWrittenAtOnceInPieces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &disk{}
		log := runLog(t, d)
		line := strings.Repeat("x", 999) + "\n"
		for range 200 {
			log.Write([]byte(line))
		}
		synctest.Wait() // no time passes
		if got := len(d.content()); got < maxPiece {
			t.Errorf("%d bytes are written", got)
		}
		long := strings.Repeat("y", 2*maxPiece) + "\n"
		log.Write([]byte(long))
		log.stop()
		if got := d.content(); got != strings.Repeat(line, 200)+long || d.writes < 3 {
			t.Errorf("%d bytes in %d writes", len(got), d.writes)
		}
	})
}

func TestFullDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &disk{full: true, room: 6}
		log := runLog(t, d)
		log.Write([]byte("one\ntwo\nthree\n"))
		<-time.After(2 * flushEvery)
		log.expectLost(2)
		d.mu.Lock()
		d.full = false
		d.mu.Unlock()
		log.Write([]byte("four\n"))
		log.stop()
		if got := d.content(); got != "one\ntw\nfour\n" {
			t.Errorf("%q", got)
		}
		log.expectLost(2)
	})
}

// A collector that hangs costs a request a second at most, and then its line.
func TestStuckWriter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &disk{stuck: make(chan struct{})}
		log := runLog(t, d)
		began := time.Now()
		quarter := append(bytes.Repeat([]byte("x"), maxWaiting/4-1), '\n')
		for range 4 {
			log.Write(quarter)
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("lines for which there was room took %s", took)
		}
		log.Write([]byte("lost\n"))
		if took := time.Since(began); took != waitForRoom {
			t.Errorf("a request waited for %s", took)
		}
		log.expectLost(1)
		close(d.stuck)
		synctest.Wait()
		log.Write([]byte("last\n"))
		log.stop()
		if got := d.content(); len(got) != maxWaiting+len("last\n") || !strings.HasSuffix(got, "last\n") {
			t.Errorf("%d bytes", len(got))
		}
		log.expectLost(1)
	})
}

func TestStuckWriterAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &disk{stuck: make(chan struct{})}
		log := runLog(t, d)
		log.Write([]byte("line\n"))
		began := time.Now()
		log.stop()
		if took := time.Since(began); took != lastFlush {
			t.Errorf("the process waited for %s", took)
		}
		close(d.stuck) // what is left of it may end
	})
}
