// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"errors"
	"io"
	"net"
	"testing"
)

func newBoundedTest(t *testing.T, connections int) *bounded {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	limited := newBounded(listener, connections)
	t.Cleanup(func() { _ = limited.Close() })
	return limited
}

func dialTo(t *testing.T, listener net.Listener) net.Conn {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func TestConnectionsBeyondTheBoundWait(t *testing.T) {
	limited := newBoundedTest(t, 1)
	dialTo(t, limited)
	dialTo(t, limited)
	first, err := limited.Accept()
	if err != nil {
		t.Fatal(err)
	}
	second := make(chan error, 1)
	go func() {
		_, err := limited.Accept()
		second <- err
	}()
	if limited.places.TryAcquire(1) {
		t.Fatal("a connection has no place")
	}
	select {
	case err := <-second:
		t.Fatalf("the second is accepted beside the first (error %v)", err)
	default:
	}
	for range 2 { // the place is given back once
		_ = first.Close()
	}
	if err := <-second; err != nil {
		t.Fatal(err)
	}
	if limited.places.TryAcquire(1) {
		t.Error("the first connection has given back two places")
	}
}

func TestClosedListenerAcceptsNothing(t *testing.T) {
	limited := newBoundedTest(t, 1)
	dialTo(t, limited)
	if _, err := limited.Accept(); err != nil {
		t.Fatal(err)
	}
	waiting := make(chan error, 1)
	go func() {
		_, err := limited.Accept()
		waiting <- err
	}()
	if err := limited.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-waiting; !errors.Is(err, net.ErrClosed) {
		t.Errorf("error %v", err)
	}
}

// One direction can be closed through all that is around a connection.
func TestOneDirectionIsClosed(t *testing.T) {
	limited := newBoundedTest(t, 1)
	client := dialTo(t, limited)
	ours, err := patient{limited}.Accept()
	if err != nil {
		t.Fatal(err)
	}
	half, ok := ours.(interface{ CloseWrite() error })
	if !ok {
		t.Fatalf("%T cannot close one direction", ours)
	}
	if err := half.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("the client reads %v", err)
	}
	if _, err := client.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := ours.Read(make([]byte, 1)); err != nil {
		t.Errorf("the other direction: %v", err)
	}
}
