// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/classapi/endpoint"
	"connectors.alauda.io/pkg/classapi/failure"
	"connectors.alauda.io/pkg/classapi/tool"
	"connectors.alauda.io/pkg/plugin"
	"connectors.alauda.io/pkg/proxy/slots"
)

// What a Config has that says nothing else. Whoever asks waits for 30 seconds.
const (
	DefaultMaxRequestsInFlight = 64
	DefaultRequestTimeout      = 25 * time.Second
)

// ofOne is the share of requests about the tools of one host: a quarter. So one that hangs leaves places for others, also at the
// API server, where half of its calls may be for us.
const ofOne = 4

// Config is what a handler is made from.
type Config struct {
	// Endpoints are what is served; required. Their paths differ.
	Endpoints []endpoint.Endpoint
	// Tools open the tools that requests are about; required.
	Tools *tool.Connections
	// Ready says why no tool may be asked yet; nothing when nil.
	Ready func() error
	// MaxRequestsInFlight is how many requests may be under way, DefaultMaxRequestsInFlight when zero; a quarter of them about
	// the tools of one host.
	MaxRequestsInFlight int
	// RequestTimeout bounds a request, DefaultRequestTimeout when zero.
	RequestTimeout time.Duration
	// Metrics count requests; nobody does when nil.
	Metrics *Metrics
}

// handler is safe for concurrent use.
type handler struct {
	config    Config
	endpoints map[string]endpoint.Endpoint
	slots     *slots.Slots
}

// New makes the handler. It starts nothing. Callers must be authenticated and authorized before it.
func New(config Config) (http.Handler, error) {
	if config.Tools == nil {
		return nil, errors.New("server.Config: Tools are missing, and nobody can be asked without them")
	}
	if config.Ready == nil {
		config.Ready = func() error { return nil }
	}
	if config.MaxRequestsInFlight == 0 {
		config.MaxRequestsInFlight = DefaultMaxRequestsInFlight
	}
	if config.RequestTimeout == 0 {
		config.RequestTimeout = DefaultRequestTimeout
	}
	h := &handler{
		config: config, endpoints: make(map[string]endpoint.Endpoint, len(config.Endpoints)),
		slots: slots.New(config.MaxRequestsInFlight, ofOne),
	}
	for _, e := range config.Endpoints {
		if _, taken := h.endpoints[e.Path]; taken {
			return nil, fmt.Errorf("server.Config: two Endpoints have the path %s", e.Path)
		}
		h.endpoints[e.Path] = e
	}
	return h, nil
}

// ServeHTTP implements http.Handler.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e, known := h.endpoints[r.URL.EscapedPath()]
	label := otherPath
	if known {
		label = e.Path
	}
	done := h.config.Metrics.begin(label)
	code := http.StatusInternalServerError
	defer func() { done(code) }()
	defer answerPanic(w, r, label)
	if !known {
		code = writeError(w, r, failure.New(http.StatusNotFound, metav1.StatusReasonNotFound,
			"this class API has no such path: the classes' api.openapi says which there are"))
		return
	}
	answer, err := h.serve(e, r)
	if err != nil {
		code = writeError(w, r, err)
		return
	}
	code = writeJSON(w, r, answer)
}

// serve finds out what a request is answered, and has room for it.
func (h *handler) serve(e endpoint.Endpoint, r *http.Request) (any, error) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return nil, failure.New(http.StatusMethodNotAllowed, metav1.StatusReasonMethodNotAllowed, "this path is read with GET or HEAD")
	}
	if err := h.config.Ready(); err != nil {
		return nil, unavailable(err)
	}
	question, err := h.read(e, r)
	if err != nil {
		return nil, err
	}
	host := question.Tool.Address.HostPort()
	if !h.slots.Take(host) {
		return nil, later(failure.New(http.StatusTooManyRequests, metav1.StatusReasonTooManyRequests,
			"too many requests to this class API, or about this tool, are under way: try again later"))
	}
	defer h.slots.Leave(host)
	ctx, cancel := context.WithTimeout(r.Context(), h.config.RequestTimeout)
	defer cancel()
	answer, err := e.Answer(ctx, question)
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return nil, failure.New(http.StatusGatewayTimeout, metav1.StatusReasonTimeout,
			fmt.Sprintf("the tool did not answer within %s", h.config.RequestTimeout))
	}
	return answer, err
}

// read says what a request asks, and of which tool.
func (h *handler) read(e endpoint.Endpoint, r *http.Request) (*endpoint.Request, error) {
	query, err := parseQuery(r.URL.RawQuery, e.Parameters)
	if err != nil {
		return nil, err
	}
	call, err := plugin.Parse(r.Header)
	if err != nil {
		return nil, failure.New(http.StatusBadRequest, metav1.StatusReasonBadRequest, err.Error())
	}
	opened, err := h.config.Tools.Open(call)
	if err != nil {
		return nil, err
	}
	return &endpoint.Request{Tool: opened, Query: query}, nil
}
