// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gatewayfaults

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"connectors.alauda.io/test/integration/harness"
)

// A stream is an answer of a ticking tool that a client reads.
type stream struct {
	name  string
	lines atomic.Int64
	// ended gets the error with which the stream has ended, io.EOF where it looks complete.
	ended chan error
}

// openStreams opens one stream of each kind, and returns when each has begun.
func (r room) openStreams(t *testing.T, p replica, connector string) []*stream {
	t.Helper()
	streams := []*stream{
		r.openBody(t, p, connector, "chunks in HTTP/1.1", http1, "/watch"),
		r.openBody(t, p, connector, "a known length in HTTP/1.1", http1, "/sized"),
		r.openBody(t, p, connector, "HTTP/2", h2c, "/watch"),
		r.openMessages(t, p, connector),
	}
	for _, s := range streams {
		s.awaitMore(t, 1)
	}
	return streams
}

func (r room) openBody(t *testing.T, p replica, connector, name, version, rest string) *stream {
	t.Helper()
	response, err := r.open(t.Context(), newClient(t, version), p, connector, rest)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", name, response.Status)
	}
	lines := bufio.NewReader(response.Body)
	return follow(name, func() error {
		_, err := lines.ReadString('\n')
		return err
	})
}

func (r room) openMessages(t *testing.T, p replica, connector string) *stream {
	t.Helper()
	conn := r.dialWebSocket(t, p, connector)
	return follow("WebSocket", func() error {
		_, _, err := conn.ReadMessage()
		if websocket.IsCloseError(err, websocket.CloseNormalClosure) {
			return io.EOF
		}
		return err
	})
}

// follow reads until there is an error.
func follow(name string, next func() error) *stream {
	s := &stream{name: name, ended: make(chan error, 1)}
	go func() {
		for {
			if err := next(); err != nil {
				s.ended <- err
				return
			}
			s.lines.Add(1)
		}
	}()
	return s
}

// awaitMore returns when a number of lines have arrived since.
func (s *stream) awaitMore(t *testing.T, lines int64) {
	t.Helper()
	want := s.lines.Load() + lines
	harness.Within(t, 4*time.Minute, s.name+" goes on", func(context.Context) error {
		select {
		case err := <-s.ended:
			s.ended <- err
			return fmt.Errorf("it has ended: %w", err)
		default:
		}
		if got := s.lines.Load(); got < want {
			return fmt.Errorf("%d lines, want %d", got, want)
		}
		return nil
	})
}

// expectCutOff waits until the stream ends, in a way that no client takes for the end of an answer.
func (s *stream) expectCutOff(t *testing.T, limit time.Duration) {
	t.Helper()
	harness.Within(t, max(0, limit), s.name+" is cut off", func(context.Context) error {
		select {
		case err := <-s.ended:
			s.ended <- err
			if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%s: it looks complete", s.name)
			}
			return nil
		default:
			return errors.New("it is still open")
		}
	})
}
