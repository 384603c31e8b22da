// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"io"
	"net/http"
	"testing"
	"time"

	"connectors.alauda.io/pkg/target"
)

// A client that is still sending gets the answer of a tool that has had enough: the server waits for it to stop, unless
// reading from it was broken off.
func TestEarlyAnswerReachesAClientThatSends(t *testing.T) {
	early := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusRequestEntityTooLarge) }
	for _, tt := range []struct {
		name string
		f    *fixture
	}{
		{"HTTP/1.1", newFixture(t, startServer(t, http.HandlerFunc(early)).URL, target.InjectorInput{})},
		{"HTTP/2", newHTTP2Fixture(t, early)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			const tries = 40
			for range tries {
				if err := tt.f.uploadSlowly(); err != nil {
					t.Fatal(err)
				}
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
