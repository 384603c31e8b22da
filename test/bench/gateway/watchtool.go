// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net/http"
	"os"
	"runtime"

	"connectors.alauda.io/test/bench/child"
)

// WatchArgument makes this program a tool whose answers do not end: ServeWatches.
const WatchArgument = "watch-tool"

const (
	pathWatch = "/watch"
	// event is what every watch begins with.
	event = "{\"type\":\"ADDED\"}\n"
)

// ServeWatches serves small answers, and ones that begin with one event and are left open until the client goes. Over TLS
// if args are files with a certificate and its key, HTTP/1.1 in any case: a connection for each answer is what costs most.
func ServeWatches(ctx context.Context, args []string, out io.Writer) error {
	// It stands where a proxy stands when TLS handshakes are compared, and must have no more than that.
	runtime.GOMAXPROCS(1)
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+pathWatch, watch)
	small := bytes.Repeat([]byte{'x'}, smallBytes)
	mux.HandleFunc("GET "+pathSmall, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(small) })
	if len(args) == 0 {
		return child.Serve(ctx, loopback, os.Stdin, out, mux)
	}
	certificate, err := tls.LoadX509KeyPair(args[0], args[1])
	if err != nil {
		return err
	}
	config := &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	return child.ServeTLS(ctx, loopback, config, os.Stdin, out, mux)
}

func watch(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, event)
	if err := http.NewResponseController(w).Flush(); err != nil {
		return
	}
	<-r.Context().Done()
}
