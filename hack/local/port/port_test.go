// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package port

import (
	"net"
	"path/filepath"
	"testing"
)

func TestCandidatesAvoidClientPorts(t *testing.T) {
	for _, test := range []struct {
		name                    string
		firstClient, lastClient int
		low, high               int
	}{
		{"the kernel's default", 32768, 60999, lowest, highest},
		{"unknown", 0, 0, lowest, highest},
		{"all above 25000", 25000, 60999, lowest, 24999},
		{"all below 25000", 10000, 25000, 25001, highest},
		{"everything", 1024, 65535, lowest, highest},
	} {
		t.Run(test.name, func(t *testing.T) {
			low, high := candidates(test.firstClient, test.lastClient)
			if low != test.low || high != test.high {
				t.Errorf("%d to %d, want %d to %d", low, high, test.low, test.high)
			}
		})
	}
}

func TestTakenPortIsNotFree(t *testing.T) {
	listener, err := net.Listen("tcp4", address(0))
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	addr, ok := listener.Addr().(*net.TCPAddr)
	if !ok {
		t.Fatalf("listening on %v", listener.Addr())
	}
	if IsFree(addr.Port) {
		t.Errorf("port %d is said to be free", addr.Port)
	}
}

func TestBookRemembers(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state", "ports.json")
	chosen := map[string]int{}
	book := open(t, file)
	for _, name := range []string{"a", "b"} {
		number, err := book.Get(name)
		if err != nil {
			t.Fatal(err)
		}
		chosen[name] = number
	}
	renewed, err := book.Renew("b")
	if err != nil {
		t.Fatal(err)
	}
	if renewed == chosen["b"] || renewed == chosen["a"] || chosen["a"] == chosen["b"] {
		t.Errorf("chosen %v, renewed b to %d: want three different ports", chosen, renewed)
	}
	again := open(t, file)
	if again.Lookup("a") != chosen["a"] || again.Lookup("b") != renewed || again.Lookup("c") != 0 {
		t.Errorf("remembers a=%d b=%d c=%d, want %d, %d and 0",
			again.Lookup("a"), again.Lookup("b"), again.Lookup("c"), chosen["a"], renewed)
	}
}

// Nobody chooses the port of a server that does not run just now.
func TestPortIsPromisedUntilTheBookIsClosed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ports.json")
	book := open(t, file)
	first, err := book.Get("a")
	if err != nil {
		t.Fatal(err)
	}
	renewed, err := book.Renew("a")
	if err != nil {
		t.Fatal(err)
	}
	expectPromised(t, first, false)
	expectPromised(t, renewed, true)
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	expectPromised(t, renewed, false)

	again := open(t, file)
	if number, err := again.Get("a"); err != nil || number != renewed {
		t.Errorf("port %d (error %v), want %d as before", number, err, renewed)
	}
	expectPromised(t, renewed, true)
}

func expectPromised(t *testing.T, number int, want bool) {
	t.Helper()
	held, err := promise(number)
	if (err != nil) != want {
		t.Errorf("port %d: error %v, want it promised: %v", number, err, want)
	}
	if err == nil {
		_ = held.Close()
	}
}

func open(t *testing.T, file string) *Book {
	t.Helper()
	book, err := OpenBook(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := book.Close(); err != nil {
			t.Error(err)
		}
	})
	return book
}
