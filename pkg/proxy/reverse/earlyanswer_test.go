// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"io"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"connectors.alauda.io/pkg/target"
)

// tiring is a tool that has had enough before a body has come, and knows when it last said so.
type tiring struct{ answered atomic.Pointer[time.Time] }

func (tool *tiring) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	now := time.Now()
	tool.answered.Store(&now)
	w.WriteHeader(http.StatusRequestEntityTooLarge)
}

// hasWaited says whether the client has been waited for as long as we and the server do: for a read that is under way, and
// before the connection is closed.
func (tool *tiring) hasWaited() bool {
	answered := tool.answered.Load()
	return answered != nil && time.Since(*answered) >= closeGrace
}

// A client that is still sending gets the answer of a tool that has had enough: the server waits for it to stop, unless
// reading from it was broken off. It does not wait for long, so an answer may be lost on a machine that has no time for it.
func TestEarlyAnswerReachesAClientThatSends(t *testing.T) {
	tool := &tiring{}
	for _, tt := range []struct {
		name string
		f    *fixture
	}{
		{"HTTP/1.1", newFixture(t, startServer(t, tool).URL, target.InjectorInput{})},
		{"HTTP/2", newHTTP2Fixture(t, tool.ServeHTTP)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			const tries = 40
			arrived := 0
			for range tries {
				tool.answered.Store(nil)
				err := tt.f.uploadSlowly()
				switch {
				case err == nil:
					arrived++
				case !tool.hasWaited():
					t.Fatal(err)
				}
			}
			if arrived == 0 {
				t.Error("no answer has arrived")
			}
		})
	}
}

// uploadSlowly sends chunks with breaths between them, so that the tool gives up while one is waited for, and wants the
// answer.
func (f *fixture) uploadSlowly() error {
	body, client := io.Pipe()
	defer func() { _ = body.Close() }()
	go func() {
		for chunk := make([]byte, 32<<10); ; {
			if _, err := client.Write(chunk); err != nil {
				return
			}
			<-time.After(time.Millisecond)
		}
	}()
	request, err := http.NewRequestWithContext(f.t.Context(), http.MethodPut, f.front.URL+publicPath+"/", body)
	if err != nil {
		return err
	}
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	_, err = io.Copy(io.Discard, response.Body)
	return err
}
