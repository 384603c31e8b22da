// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"bytes"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"testing"

	"k8s.io/component-base/metrics"
)

// collected is a Sink that keeps lines for a test.
type collected struct {
	t     testing.TB
	lines chan Entry
}

func newCollected(t testing.TB) *collected {
	const enough = 100
	return &collected{t: t, lines: make(chan Entry, enough)}
}

// Write implements Sink.
func (c *collected) Write(line []byte) { c.lines <- decode(c.t, line) }

// next waits for a line.
func (c *collected) next() Entry {
	c.t.Helper()
	select {
	case entry := <-c.lines:
		return entry
	case <-c.t.Context().Done():
		c.t.Fatal("there is no line")
		return Entry{}
	}
}

// decode refuses fields that an Entry does not have, and more than one line.
func decode(t testing.TB, line []byte) Entry {
	t.Helper()
	if bytes.IndexByte(line, '\n') != len(line)-1 {
		t.Errorf("it is not one line: %q", line)
	}
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	var entry Entry
	if err := decoder.Decode(&entry); err != nil {
		t.Errorf("%v: %q", err, line)
	}
	return entry
}

func newMetrics(t testing.TB) (*Metrics, metrics.KubeRegistry) {
	t.Helper()
	registry := metrics.NewKubeRegistry()
	m, err := NewMetrics(registry)
	if err != nil {
		t.Fatal(err)
	}
	return m, registry
}

func newAuditor(t testing.TB, sink Sink) *Auditor {
	t.Helper()
	m, _ := newMetrics(t)
	auditor, err := New(Config{Sink: sink, Metrics: m})
	if err != nil {
		t.Fatal(err)
	}
	return auditor
}

// protocols are the ways in which clients talk to us.
var protocols = []string{"HTTP/1.1", "h2c", "h2"}

// serve serves a handler over a protocol and gives a client and the URL.
func serve(t testing.TB, protocol string, handler http.Handler) (*http.Client, string) {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // panics are expected
	server.Config.Protocols = new(http.Protocols)
	server.Config.Protocols.SetHTTP1(true)
	server.Config.Protocols.SetUnencryptedHTTP2(true)
	transport := &http.Transport{}
	switch protocol {
	case "h2":
		server.Config.Protocols.SetHTTP2(true)
		server.EnableHTTP2 = true
		server.StartTLS()
		transport = server.Client().Transport.(*http.Transport)
	case "h2c":
		server.Start()
		transport.Protocols = new(http.Protocols)
		transport.Protocols.SetUnencryptedHTTP2(true)
	default:
		server.Start()
	}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		server.Close()
	})
	return &http.Client{Transport: transport}, server.URL
}
