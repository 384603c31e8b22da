// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/classapi/endpoint"
	"connectors.alauda.io/pkg/classapi/failure"
	"connectors.alauda.io/pkg/classapi/memory"
	"connectors.alauda.io/pkg/classapi/tool"
	"connectors.alauda.io/pkg/proxy/slots"
)

// What a Config has that says nothing else. Whoever asks waits for 30 seconds.
const (
	DefaultMaxRequestsInFlight = 64
	DefaultRequestTimeout      = 25 * time.Second
)

// ofOne is the share of requests about the tools of one host: an eighth. So several that hang leave slots for others, also at the
// API server, where half of its calls may be for us.
const ofOne = 8

// Config is what a handler is made from.
type Config struct {
	// Endpoints are what is served; required. Their paths differ.
	Endpoints []endpoint.Endpoint
	// Tools open the tools that requests are about; required.
	Tools *tool.Connections
	// Ready says why no tool may be asked yet; nothing when nil.
	Ready func() error
	// MaxRequestsInFlight is how many requests may be under way, DefaultMaxRequestsInFlight when zero; an eighth of them about
	// the tools of one host.
	MaxRequestsInFlight int
	// Memory is how much they may hold of the answers of tools.
	Memory memory.Limits
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
	memory    *memory.Memory
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
		slots: slots.New(config.MaxRequestsInFlight, ofOne), memory: memory.New(config.Memory),
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
	code = h.serve(w, r, e)
}

// serve answers a request for an endpoint, if there is room for it, and gives the code. What it held of the tool's answers, and
// its slot, is given back when the caller has the answer.
func (h *handler) serve(w http.ResponseWriter, r *http.Request, e endpoint.Endpoint) (code int) {
	question, err := h.read(e, r)
	if err != nil {
		return writeError(w, r, err)
	}
	host := question.Tool.Address.HostPort()
	if !h.slots.Take(host) {
		return writeError(w, r, apierrors.NewTooManyRequests(
			"too many requests to this class API, or about this tool, are under way: try again later", retrySeconds))
	}
	defer h.slots.Leave(host)
	question.Memory = h.memory.Begin(host)
	defer question.Memory.End()
	answer, err := h.ask(r.Context(), e, question)
	if err != nil {
		return writeError(w, r, err)
	}
	return writeJSON(w, r, answer)
}

// ask has an endpoint answer in time.
func (h *handler) ask(ctx context.Context, e endpoint.Endpoint, question *endpoint.Request) (any, error) {
	ctx, cancel := context.WithTimeout(ctx, h.config.RequestTimeout)
	defer cancel()
	answer, err := e.Answer(ctx, question)
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return nil, failure.New(http.StatusGatewayTimeout, metav1.StatusReasonTimeout,
			fmt.Sprintf("the tool did not answer within %s", h.config.RequestTimeout))
	}
	return answer, err
}
