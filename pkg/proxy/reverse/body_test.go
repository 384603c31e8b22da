// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"bufio"
	"context"
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
	case <-time.After(20 * time.Second):
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
	_ = connection.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := io.WriteString(connection, "POST "+publicPath+"/ HTTP/1.1\r\nHost: front\r\nContent-Length: 2\r\n\r\na"); err != nil {
		f.t.Fatal(err)
	}
	return connection
}
