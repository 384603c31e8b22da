// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"context"
	"io"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A passthrough tunnel ends after a time without a byte in either direction, and not before.
func TestRelayEndsWhenIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, near := net.Pipe()
		far, host := net.Pipe()
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			relay(t.Context(), near, far, &sync.Pool{})
		}()
		for _, way := range []struct{ from, to net.Conn }{{client, host}, {host, client}, {host, client}} {
			time.Sleep(relayIdle - time.Second) // of the test's own time
			go func() { _, _ = io.WriteString(way.from, "hello") }()
			got := make([]byte, 5)
			if _, err := io.ReadFull(way.to, got); err != nil || string(got) != "hello" {
				t.Errorf("%q, %v", got, err)
			}
		}
		select {
		case <-ended:
			t.Error("it ended too early")
		default:
		}
		began := time.Now()
		<-ended
		if after := time.Since(began); after != relayIdle {
			t.Errorf("it ended after %s", after)
		}
	})
}

// It ends with its context, and when one side breaks off.
func TestRelayEnds(t *testing.T) {
	for name, end := range map[string]func(cancel func(), client, host net.Conn){
		"with its context": func(cancel func(), _, _ net.Conn) { cancel() },
		"with the client":  func(_ func(), client, _ net.Conn) { _ = client.Close() },
		"with the host":    func(_ func(), _, host net.Conn) { _ = host.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, near := net.Pipe()
				far, host := net.Pipe()
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				ended := make(chan struct{})
				go func() {
					defer close(ended)
					relay(ctx, near, far, &sync.Pool{})
				}()
				end(cancel, client, host)
				<-ended
				for _, conn := range []net.Conn{client, host} {
					if _, err := conn.Read(make([]byte, 1)); err == nil {
						t.Error("a side is still open")
					}
				}
			})
		})
	}
}
