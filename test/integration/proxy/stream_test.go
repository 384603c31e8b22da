// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxy_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"connectors.alauda.io/test/integration/harness"
)

// Each event arrives before the next one is sent: nothing on the way waits for more.
func TestEventsArriveAtOnce(t *testing.T) {
	const events = 20
	for _, contentType := range []string{"text/event-stream", "application/json", "text/html", ""} {
		t.Run("type "+contentType, func(t *testing.T) {
			r := newRoom(t)
			next := make(chan struct{})
			tl := newTool(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header()["Content-Type"] = []string{contentType}
				for i := range events {
					_, _ = fmt.Fprintf(w, "data: %d\n", i)
					_ = http.NewResponseController(w).Flush()
					select {
					case <-next:
					case <-r.Context().Done():
						return
					}
				}
			})
			connector := r.newConnector(t, tl.URL)
			r.eachWay(t, func(t *testing.T, by way) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				res, err := r.open(ctx, by, connector, call{rest: "/watch"})
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = res.Body.Close() }()
				lines := bufio.NewReader(res.Body)
				for i := range events {
					line, err := lines.ReadString('\n')
					if err != nil || line != fmt.Sprintf("data: %d\n", i) {
						t.Fatalf("event %d: %q (error %v)", i, line, err)
					}
					next <- struct{}{}
				}
			})
		})
	}
}

// Both directions of one request flow at the same time.
func TestBothDirectionsAtOnce(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, func(w http.ResponseWriter, r *http.Request) {
		control := http.NewResponseController(w)
		_ = control.EnableFullDuplex()
		w.Header().Set("Content-Type", "application/octet-stream")
		_ = control.Flush()
		lines := bufio.NewReader(r.Body)
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				return
			}
			_, _ = io.WriteString(w, strings.ToUpper(line))
			_ = control.Flush()
		}
	})
	connector := r.newConnector(t, tl.URL)
	r.eachWay(t, func(t *testing.T, by way) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		reader, writer := io.Pipe()
		defer func() { _ = writer.Close() }()
		res, err := r.open(ctx, by, connector, call{method: http.MethodPost, rest: "/", body: reader})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		lines := bufio.NewReader(res.Body)
		for i := range 10 {
			if _, err := fmt.Fprintf(writer, "line %d\n", i); err != nil {
				t.Fatal(err)
			}
			line, err := lines.ReadString('\n')
			if err != nil || line != fmt.Sprintf("LINE %d\n", i) {
				t.Fatalf("line %d: %q (error %v)", i, line, err)
			}
		}
		_ = writer.Close()
		if rest, err := io.ReadAll(lines); err != nil || len(rest) > 0 {
			t.Errorf("after the end: %q (error %v)", rest, err)
		}
	})
}

// A client that asks before it sends need not send what the tool does not want. The kube-apiserver asks nobody: it takes
// the body, and a client that cannot stop sending sees the connection break, so this one sends little.
func TestExpectContinue(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/refuse" {
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
			return
		}
		echoBody(w, r)
	})
	connector := r.newConnector(t, tl.URL)
	header := http.Header{"Expect": {"100-continue"}}
	r.eachWay(t, func(t *testing.T, by way) {
		got := r.send(t, by, connector, call{method: http.MethodPut, rest: "/", http1: true, header: header, body: strings.NewReader("hello")})
		if got.StatusCode != http.StatusOK || string(got.body) != "hello" {
			t.Errorf("answer %d: %s", got.StatusCode, clip(got.body))
		}
		size := int64(64 << 20)
		if by.aggregated {
			size = 32 << 10
		}
		// A tool that says nothing for a second is sent the body all the same, and on a busy machine that may happen.
		harness.Eventually(t, "a tool refuses a body before it is sent", func(ctx context.Context) error {
			body := &counted{Reader: io.LimitReader(zeros{}, size)}
			got, err := r.try(ctx, by, connector, call{method: http.MethodPut, rest: "/refuse", http1: true, header: header, body: body})
			if sent := body.n.Load(); sent > 0 && !by.aggregated {
				return fmt.Errorf("%d bytes were sent of a body that the tool refused", sent)
			}
			if err == nil && (got.StatusCode != http.StatusRequestEntityTooLarge || string(got.body) != "too large\n") {
				t.Errorf("answer %d: %s", got.StatusCode, clip(got.body))
			}
			return err
		})
	})
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// counted counts what is read, which may go on when the answer is there.
type counted struct {
	io.Reader
	n atomic.Int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// A tool that breaks off in the middle of an answer must not look like one that has finished.
func TestBrokenAnswerIsNoEnd(t *testing.T) {
	const half = "the first half"
	r := newRoom(t)
	arrived := make(chan struct{})
	tl := newTool(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/octet-stream")
		if r.URL.Path == "/sized" {
			w.Header().Set("Content-Length", "1000000")
		}
		_, _ = w.Write([]byte(half))
		_ = http.NewResponseController(w).Flush()
		select {
		case <-arrived:
		case <-r.Context().Done():
		}
		panic(http.ErrAbortHandler)
	})
	connector := r.newConnector(t, tl.URL)
	r.eachWay(t, func(t *testing.T, by way) {
		for _, rest := range []string{"/sized", "/unsized"} {
			for _, http1 := range []bool{false, true} {
				res, err := r.open(t.Context(), by, connector, call{rest: rest, http1: http1})
				if err != nil {
					t.Fatal(err)
				}
				got := make([]byte, len(half))
				if _, err := io.ReadFull(res.Body, got); err != nil || string(got) != half {
					t.Fatalf("%s, HTTP/1 %v: %q (error %v)", rest, http1, got, err)
				}
				arrived <- struct{}{}
				if more, err := io.ReadAll(res.Body); err == nil {
					t.Errorf("%s, HTTP/1 %v: the answer ended well, after %q", rest, http1, more)
				}
				_ = res.Body.Close()
			}
		}
	})
}

// A client that goes away ends the request at the tool.
func TestClientGoesAway(t *testing.T) {
	r := newRoom(t)
	started, ended := make(chan struct{}, 1), make(chan error, 1)
	tl := newTool(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/streaming" {
			_, _ = w.Write([]byte("hello"))
			_ = http.NewResponseController(w).Flush()
		}
		started <- struct{}{}
		<-r.Context().Done()
		ended <- r.Context().Err()
	})
	connector := r.newConnector(t, tl.URL)
	r.eachWay(t, func(t *testing.T, by way) {
		for _, rest := range []string{"/silent", "/streaming"} {
			ctx, cancel := context.WithCancel(t.Context())
			failed := make(chan error, 1)
			go func() {
				_, err := r.try(ctx, by, connector, call{rest: rest})
				failed <- err
			}()
			<-started
			cancel()
			if err := <-failed; !errors.Is(err, context.Canceled) {
				t.Errorf("%s: the client got %v", rest, err)
			}
			select {
			case <-ended:
			case <-time.After(time.Minute):
				t.Errorf("%s: the tool still works on a request that nobody waits for", rest)
			}
		}
	})
}
