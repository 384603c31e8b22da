// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
)

// answer is the ResponseWriter of an exchange. What it does not have itself, http.ResponseController finds behind Unwrap.
type answer struct {
	http.ResponseWriter
	exchange *exchange

	code     int  // 0 until a header is sent that is none of those that come before the answer
	late     bool // the client had gone by then
	hijacked bool
	written  atomic.Int64
}

// Unwrap is for http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(code int) {
	a.see(code)
	a.ResponseWriter.WriteHeader(code)
}

// Write implements http.ResponseWriter.
func (a *answer) Write(p []byte) (int, error) {
	a.see(http.StatusOK)
	n, err := a.ResponseWriter.Write(p)
	if a.exchange.request.Method != http.MethodHead { // whose bodies the server takes and does not send
		a.written.Add(int64(n))
	}
	return n, err
}

// FlushError is what http.ResponseController calls. It sends the header.
func (a *answer) FlushError() error {
	a.see(http.StatusOK)
	return http.NewResponseController(a.ResponseWriter).Flush()
}

// see remembers the first code of an answer. All that begin with 1 come before one, but for 101.
func (a *answer) see(code int) {
	if a.code != 0 || (code < http.StatusOK && code != http.StatusSwitchingProtocols) {
		return
	}
	x := a.exchange
	// A client may also go when it has got all it wanted, so later than now its going says nothing. If it goes in the middle of
	// an answer, the handler cannot write and panics.
	a.late = x.context.Err() != nil
	a.code = code
	x.arrived.header.Observe(x.auditor.config.Clock.Since(x.began).Seconds())
}

// Hijack implements http.Hijacker. The exchange ends when the connection has been closed.
func (a *answer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := http.NewResponseController(a.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, fmt.Errorf("taking over the connection of a request: %w", err)
	}
	a.hijacked = true
	if a.exchange.request.Method == http.MethodConnect {
		a.see(http.StatusOK)
	} else {
		a.see(http.StatusSwitchingProtocols)
	}
	a.exchange.open.Add(1)
	counted := newConnection(conn, buffered.Reader, a.exchange)
	return counted, bufio.NewReadWriter(bufio.NewReader(counted), bufio.NewWriter(counted)), nil
}
