// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classcall

import (
	"errors"
	"net/http"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/proxy/refusal"
	"connectors.alauda.io/pkg/proxy/slots"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/target"
)

const (
	defaultTimeout        = 30 * time.Second
	defaultMaxAnswerBytes = 8 << 20
	defaultMaxConcurrent  = 64
	// ofOne is the share of requests to the class APIs of one host: a half.
	ofOne = 2
)

// Config is what a Caller is made from.
type Config struct {
	// Transports connect to class APIs; required. The caller closes them.
	Transports *upstream.Transports
	// AllowPlaintext lets class APIs be asked over plain http, with the credential in the open.
	AllowPlaintext bool
	// Timeout is how long a class API may take from the first dial to the last byte of its answer, 30 seconds when zero. A
	// client has as long for its body, and for taking the answer.
	Timeout time.Duration
	// MaxAnswerBytes is how large an answer may be, 8 MiB when zero.
	MaxAnswerBytes int64
	// MaxConcurrent is how many requests are under way at most, 64 when zero; half of them to the class APIs of one host.
	MaxConcurrent int
}

// Caller asks class APIs. It is safe for concurrent use.
type Caller struct {
	config Config
	slots  *slots.Slots
}

// Request is one use of a class API.
type Request struct {
	// Target is the compiled Connector. The client is allowed to get it.
	Target *target.Target
	// Place is what the class API is told of.
	Place *target.Place
	// EscapedPath is what follows the address of the class API, percent-encoded as it came from the client.
	EscapedPath string
	// RawQuery is sent as it is, but for blanks and number signs, which are encoded.
	RawQuery string
}

// New completes the Config. It starts nothing.
func New(config Config) (*Caller, error) {
	if config.Transports == nil {
		return nil, errors.New("classcall.Config: Transports are missing, and nothing can be sent without them")
	}
	if config.Timeout == 0 {
		config.Timeout = defaultTimeout
	}
	if config.MaxAnswerBytes == 0 {
		config.MaxAnswerBytes = defaultMaxAnswerBytes
	}
	if config.MaxConcurrent == 0 {
		config.MaxConcurrent = defaultMaxConcurrent
	}
	return &Caller{config: config, slots: slots.New(config.MaxConcurrent, ofOne)}, nil
}

// Serve answers r with what the class API answers, or with a Status.
func (c *Caller) Serve(w http.ResponseWriter, r *http.Request, use Request) {
	if use.Target == nil || use.Target.API == nil || use.Place == nil {
		refusal.Answer(w, r, refusal.New(http.StatusInternalServerError, "InternalError", "there is no class API").ErrStatus, refusal.JSON)
		return
	}
	if err := c.check(r, use); err != nil {
		refuse(w, r, use.Target, err)
		return
	}
	host := use.Target.API.Service.HostPort()
	if !c.slots.Take(host) {
		refuse(w, r, use.Target, tooManyRequests())
		return
	}
	defer c.slots.Leave(host)
	answer, err := c.ask(w, r, use)
	if err != nil {
		refuse(w, r, use.Target, err)
		return
	}
	// A client that takes nothing would keep its slot.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(c.config.Timeout))
	answer.write(w, r)
}

// check says what can be known before anything is sent.
func (c *Caller) check(r *http.Request, use Request) error {
	api := use.Target.API
	switch {
	case !isForwarded(r.Method):
		return &problem{
			code: http.StatusMethodNotAllowed, reason: metav1.StatusReasonMethodNotAllowed,
			message: "this method is not forwarded to class APIs: use one of " + refusal.AllowedMethods,
		}
	case len(use.EscapedPath) > maxPathBytes || len(use.RawQuery) > maxQueryBytes:
		return &problem{
			code: http.StatusRequestURITooLong, reason: "RequestURITooLong",
			message: "path and query of a request to a class API may have 64 KiB each",
		}
	case api.Unusable != nil:
		return api.Unusable
	case api.Service.IsZero():
		return &problem{
			code: http.StatusServiceUnavailable, reason: metav1.StatusReasonServiceUnavailable,
			message: "the class API has no address yet",
		}
	case api.Service.Scheme() != "https" && !c.config.AllowPlaintext:
		return &problem{
			code: http.StatusServiceUnavailable, reason: "PlaintextClassAPI",
			message: "the class API is at a plain http address, and the request would hold the credential in the open: " +
				"give it an https address, or start this server with --allow-plaintext-class-api",
		}
	}
	return nil
}
