// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"errors"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"connectors.alauda.io/pkg/proxy/inbound"
)

// pipe is a connection whose other end does what the test makes it do.
func pipe(t *testing.T) (ours *connection, client net.Conn) {
	t.Helper()
	server, client := net.Pipe()
	t.Cleanup(func() { _, _ = server.Close(), client.Close() })
	return &connection{Conn: server}, client
}

func TestWriteToAClientThatDoesNotRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, _ := pipe(t)
		begun := time.Now()
		_, err := ours.Write([]byte("data"))
		if took := time.Since(begun); !errors.Is(err, os.ErrDeadlineExceeded) || took != inbound.StalledWrite {
			t.Errorf("ended after %s with %v", took, err)
		}
	})
}

// A client that reads slowly, or after a long pause, is served for as long as it likes.
func TestWriteToASlowClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, client := pipe(t)
		for _, pause := range []time.Duration{0, inbound.StalledWrite / 8, inbound.StalledWrite / 2, inbound.StalledWrite - time.Second, 24 * time.Hour} {
			<-time.After(min(pause, time.Hour)) // nothing to write
			go func() {
				<-time.After(min(pause, inbound.StalledWrite*3/4-time.Second))
				_, _ = client.Read(make([]byte, 4))
			}()
			if _, err := ours.Write([]byte("data")); err != nil {
				t.Errorf("after %s: %v", pause, err)
			}
		}
	})
}

// The deadline of somebody else is not put off.
func TestWriteKeepsAnothersDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, _ := pipe(t)
		for _, set := range []func(time.Time) error{ours.SetWriteDeadline, ours.SetDeadline} {
			if err := set(time.Now().Add(time.Second)); err != nil {
				t.Fatal(err)
			}
			begun := time.Now()
			if _, err := ours.Write([]byte("data")); !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(begun) != time.Second {
				t.Errorf("ended after %s with %v", time.Since(begun), err)
			}
			if err := set(time.Time{}); err != nil {
				t.Fatal(err)
			}
			begun = time.Now()
			if _, err := ours.Write([]byte("data")); !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(begun) != inbound.StalledWrite {
				t.Errorf("taken away: ended after %s with %v", time.Since(begun), err)
			}
		}
	})
}
