// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package tunnel

import (
	"context"
	"io"
	"net/http"
	"os"
	"strconv"

	"connectors.alauda.io/test/bench/child"
)

const (
	// BackendArgument makes this program a backend: ServeBackend.
	BackendArgument = "backend"

	// PathSmall answers 1 KiB.
	PathSmall = "/small"
	pathBulk  = "/bulk"

	smallBytes = 1 << 10
	bulkParam  = "bytes"
)

// ServeBackend runs the tool: args are the host to listen at and on how many ports.
func ServeBackend(ctx context.Context, args []string, out io.Writer) error {
	ports, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	handlers := make([]http.Handler, ports)
	for i := range handlers {
		handlers[i] = backend()
	}
	return child.Serve(ctx, args[0], os.Stdin, out, handlers...)
}

// backend answers GET with bytes and reads what is sent.
func backend() http.Handler {
	const chunkBytes = 64 << 10
	chunk := make([]byte, chunkBytes)
	for i := range chunk {
		chunk[i] = 'x'
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+PathSmall, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = w.Write(chunk[:smallBytes])
	})
	mux.HandleFunc("GET "+pathBulk, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Length", r.FormValue(bulkParam))
		for rest, _ := strconv.Atoi(r.FormValue(bulkParam)); rest > 0; rest -= chunkBytes {
			if _, err := w.Write(chunk[:min(rest, chunkBytes)]); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("PUT "+pathBulk, func(w http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(io.Discard, r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		_, _ = io.WriteString(w, strconv.FormatInt(n, 10))
	})
	return mux
}
