// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package port chooses free TCP ports on the loopback address and remembers which was chosen for what.
//
// The ports are chosen below the range that the kernel hands out to clients. A port of that range would be free now
// and could be a client's when the server is restarted. Worse, a client that keeps dialling a dead server of that range
// gets the server's own port as its source port one day, connects to itself, and blocks the port for good.
package port

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
)

const (
	// lowest is above the ports that well-known servers use.
	lowest = 20000
	// highest is below where client ports begin on any usual system.
	highest = 32767

	clientPorts = "/proc/sys/net/ipv4/ip_local_port_range"
	attempts    = 100
)

// Free returns a port on which a server could listen on 127.0.0.1 just now. Somebody else may take it before the
// caller does.
func Free() (int, error) {
	port, promise, err := choose()
	if err != nil {
		return 0, err
	}
	return port, promise.Close()
}

// choose is Free with a promise: nobody else chooses the port before that is closed.
func choose() (int, io.Closer, error) {
	low, high := candidates(clientRange())
	for range attempts {
		port := low + rand.IntN(high-low+1)
		if held, err := promise(port); err == nil {
			if IsFree(port) {
				return port, held, nil
			}
			_ = held.Close() // it was for nobody
		}
	}
	port, err := ephemeral()
	if err != nil {
		return 0, nil, err
	}
	held, err := promise(port)
	return port, held, err
}

// promise holds a port for a server that does not run, whoever else chooses ports with this package on this machine: the
// processes of several clusters do so side by side. It takes the UDP port of that number, for no server here uses any, one
// process alone can have it, and the kernel frees it when that ends.
func promise(port int) (io.Closer, error) {
	return net.ListenPacket("udp4", address(port))
}

// IsFree tells whether a server could listen on this port of 127.0.0.1 just now.
func IsFree(port int) bool {
	listener, err := net.Listen("tcp4", address(port))
	if err != nil {
		return false
	}
	return listener.Close() == nil
}

// ephemeral lets the kernel choose, for a machine where the range that Free looks at is full.
func ephemeral() (int, error) {
	listener, err := net.Listen("tcp4", address(0))
	if err != nil {
		return 0, fmt.Errorf("no free port on 127.0.0.1: %w", err)
	}
	addr, ok := listener.Addr().(*net.TCPAddr)
	if !ok {
		return 0, errors.Join(fmt.Errorf("a TCP listener with address %v", listener.Addr()), listener.Close())
	}
	return addr.Port, listener.Close()
}

// clientRange returns the first and last port that the kernel hands out to clients, or zeros when it does not say.
func clientRange() (first, last int) {
	text, err := os.ReadFile(clientPorts)
	if err != nil {
		return 0, 0
	}
	if _, err := fmt.Sscan(string(text), &first, &last); err != nil {
		return 0, 0
	}
	return first, last
}

// candidates returns the range to choose from, which avoids the client ports as long as a thousand ports are left.
func candidates(firstClient, lastClient int) (low, high int) {
	const enough = 1000
	switch {
	case lastClient < lowest || firstClient > highest:
		return lowest, highest
	case firstClient-lowest >= enough:
		return lowest, firstClient - 1
	case highest-lastClient >= enough:
		return lastClient + 1, highest
	}
	return lowest, highest
}

func address(port int) string {
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
}
