// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"connectors.alauda.io/pkg/target"
)

// A tool on HTTP/2 that gives a request up does not wait for a client on HTTP/1.1 that has paused in the middle of its body:
// the library closes the body, and a server's body is not closed while it is being read.
func TestToolGivesUpWhileTheClientPauses(t *testing.T) {
	for _, tt := range []struct {
		name string
		tool http.HandlerFunc
		code int
	}{
		{"reset", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, http.StatusBadGateway},
		{"an early answer", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		}, http.StatusRequestEntityTooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newHTTP2Fixture(t, tt.tool)
			res, err := http.ReadResponse(bufio.NewReader(f.pausedUpload()), nil)
			if err != nil {
				t.Fatal(err)
			}
			if res.StatusCode != tt.code {
				t.Errorf("answer %d, want %d", res.StatusCode, tt.code)
			}
		})
	}
}

// What ends a request ends it at once, whatever the client is about to send.
func TestRequestEndsWhileTheClientPauses(t *testing.T) {
	arrived, ended := make(chan struct{}), make(chan struct{})
	f := newHTTP2Fixture(t, func(_ http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	inner := f.front.Config.Handler
	f.front.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(ended)
		inner.ServeHTTP(w, r.WithContext(ctx))
	})
	f.pausedUpload()
	<-arrived
	cancel()
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Error("the request goes on")
	}
}

func newHTTP2Fixture(t *testing.T, tool http.HandlerFunc) *fixture {
	t.Helper()
	server, roots := startTLS(t, tool)
	f := newFixture(t, server.URL, target.InjectorInput{})
	f.target.Roots, f.target.RootsID = roots, "tool"
	return f
}

// pausedUpload sends the header of a request and the first byte of two.
func (f *fixture) pausedUpload() net.Conn {
	f.t.Helper()
	connection, err := net.Dial("tcp", f.front.Listener.Addr().String())
	if err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() { _ = connection.Close() })
	_ = connection.SetDeadline(time.Now().Add(time.Minute))
	if _, err := io.WriteString(connection, "POST "+publicPath+"/ HTTP/1.1\r\nHost: front\r\nContent-Length: 2\r\n\r\na"); err != nil {
		f.t.Fatal(err)
	}
	return connection
}

// What is left of a body, when the tool has answered before its end, is never read as a request: it may have been written by
// somebody else than the client.
func TestBodiesAreNoRequests(t *testing.T) {
	early := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/reset" {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	}
	plain := newFixture(t, startServer(t, http.HandlerFunc(early)).URL, target.InjectorInput{})
	for _, tt := range []struct {
		name string
		f    *fixture
		path string
	}{
		{"HTTP/1.1, early answer", plain, "/"},
		{"HTTP/1.1, reset", plain, "/reset"},
		{"HTTP/2, early answer", newHTTP2Fixture(t, early), "/"},
		{"HTTP/2, reset", newHTTP2Fixture(t, early), "/reset"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			const tries = 100
			for range tries {
				if answers := tt.f.answersToOneUpload(tt.path); answers > 1 {
					t.Fatalf("%d answers to one request", answers)
				}
			}
		})
	}
}

// answersToOneUpload sends a chunked body that holds requests and counts the answers.
func (f *fixture) answersToOneUpload(path string) int {
	f.t.Helper()
	connection, err := net.Dial("tcp", f.front.Listener.Addr().String())
	if err != nil {
		f.t.Fatal(err)
	}
	defer func() { _ = connection.Close() }()
	_ = connection.SetDeadline(time.Now().Add(time.Minute))
	smuggled := "GET " + publicPath + "/smuggled HTTP/1.1\r\nHost: front\r\n\r\n"
	_, _ = fmt.Fprintf(connection, "POST %s%s HTTP/1.1\r\nHost: front\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n", publicPath, path)
	go func() {
		for range 20 {
			_, _ = fmt.Fprintf(connection, "%x\r\n%s\r\n", len(smuggled), smuggled)
		}
		_, _ = io.WriteString(connection, smuggled)
	}()
	answers := 0
	for reader := bufio.NewReader(connection); ; answers++ {
		res, err := http.ReadResponse(reader, nil)
		if err != nil {
			return answers
		}
		_, _ = io.Copy(io.Discard, res.Body)
	}
}
