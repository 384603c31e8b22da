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
	// ofHost is the share of requests to the class APIs of one host: a half. ofUser is that of one user: an eighth, so that it
	// takes several to keep others from a class API.
	ofHost = 2
	ofUser = 8
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
	// MaxConcurrent is how many requests are under way at most, 64 when zero; half of them to the class APIs of one host, and an
	// eighth of one user.
	MaxConcurrent int
}

// Caller asks class APIs. It is safe for concurrent use.
type Caller struct {
	config Config
	// hosts and users are the slots of both. A request has one of each.
	hosts, users *slots.Slots
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
	return &Caller{
		config: config, hosts: slots.New(config.MaxConcurrent, ofHost), users: slots.New(config.MaxConcurrent, ofUser),
	}, nil
}

// Serve answers r with what the class API answers, or with a Status. The user is the one in the context of r
// (k8s.io/apiserver/pkg/endpoints/request).
func (c *Caller) Serve(w http.ResponseWriter, r *http.Request, use Request) {
	if use.Target == nil || use.Target.API == nil || use.Place == nil {
		refusal.Answer(w, r, refusal.New(http.StatusInternalServerError, "InternalError", "there is no class API").ErrStatus, refusal.JSON)
		return
	}
	if err := c.check(r, use); err != nil {
		refuse(w, r, use.Target, err)
		return
	}
	leave, err := c.enter(userOf(r), use.Target.API.Service.HostPort())
	if err != nil {
		refuse(w, r, use.Target, err)
		return
	}
	defer leave()
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
