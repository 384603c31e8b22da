// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"

	"connectors.alauda.io/test/bench/child"
)

const (
	// ToolArgument makes this program all tools: ServeTools.
	ToolArgument = "status-tools"

	loopback    = "127.0.0.1"
	hangPath    = "/hang"
	gapsPath    = "/gaps"
	forgetPath  = "/forget"
	holdersPath = "/holders"

	firstParam, countParam, passwordParam = "first", "count", "password"
)

// ServeTools listens on three ports: all tools, the same tools at another port, and what is asked about them.
func ServeTools(ctx context.Context, _ []string, out io.Writer) error {
	v := newVisits()
	return child.Serve(ctx, loopback, os.Stdin, out, tools(v), tools(v), control(v))
}

// tools answers the probes of the classes. Each tool has a path of its own. After a run of probes it closes the
// connection, as if it were alone on its host, to which no connection is kept for a whole interval.
func tools(v *visits) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{tool}/live", func(w http.ResponseWriter, r *http.Request) {
		number, err := strconv.Atoi(r.PathValue("tool"))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		answer(w, r, v.asked(number, time.Now()))
	})
	mux.HandleFunc("GET /{tool}/auth", func(w http.ResponseWriter, r *http.Request) {
		number, err := strconv.Atoi(r.PathValue("tool"))
		_, password, ok := r.BasicAuth()
		if err != nil || !ok {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		w.Header().Set("Connection", "close")
		answer(w, r, v.shown(number, password, time.Now()))
	})
	return mux
}

func answer(w http.ResponseWriter, r *http.Request, never bool) {
	if never {
		<-r.Context().Done()
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"status":"healthy"}`)
}

// control is for the one who measures.
func control(v *visits) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+hangPath, func(w http.ResponseWriter, r *http.Request) {
		first, err := strconv.Atoi(r.FormValue(firstParam))
		count, countErr := strconv.Atoi(r.FormValue(countParam))
		if err != nil || countErr != nil {
			http.Error(w, firstParam+" and "+countParam+" must be numbers", http.StatusBadRequest)
			return
		}
		v.hang(span{First: first, Count: count})
	})
	mux.HandleFunc("POST "+forgetPath, func(http.ResponseWriter, *http.Request) { v.forget() })
	mux.HandleFunc("GET "+gapsPath, func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(v.gaps(time.Now()))
	})
	mux.HandleFunc("GET "+holdersPath, func(w http.ResponseWriter, r *http.Request) {
		_ = json.NewEncoder(w).Encode(v.holders(r.FormValue(passwordParam)))
	})
	return mux
}
