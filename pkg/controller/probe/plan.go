// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"context"
	"crypto/x509"
	"net/http"
	"strings"

	"connectors.alauda.io/pkg/target"
	"connectors.alauda.io/pkg/target/fence"
)

const (
	maxMessageBytes = 1 << 10
	// maxPlaceBytes is how much a message shows of the URL that was asked.
	maxPlaceBytes = 300
	hidden        = "the probe failed; why is not shown, because the message would hold a value of the Secret"
	wasCancelled  = "the probe was cancelled"
)

// Plan is a probe that is ready to be sent for one Connector. It is immutable and safe for concurrent use, and shows no
// value of the Secret to whatever prints it.
type Plan struct {
	// settled is the result of a plan that sends nothing.
	settled Result
	// request makes the request. It is a function, and so is fence, to hide from reflection.
	request func(context.Context) *http.Request
	// origin is where the request goes, without a path.
	origin target.Address
	// place is the method and the URL as messages show them.
	place   string
	subject subject
	roots   *x509.CertPool
	rootsID string
	// follows is true when redirects are followed; onward are the headers that go with the request everywhere.
	follows bool
	onward  http.Header
	expects expectation
	fence   fence.Fence
}

// subject is who is asked.
type subject int

const (
	theTool subject = iota
	theClassAPI
)

// worded turns a sentence about the tool into one about the subject.
func (s subject) worded(sentence string) string {
	if s == theClassAPI {
		return strings.ReplaceAll(sentence, "the tool", "the class API")
	}
	return sentence
}

// settle gives a plan that sends nothing. A context that has ended is the likelier reason.
func settle(ctx context.Context, f fence.Fence, message string) *Plan {
	p := &Plan{fence: f}
	if ctx.Err() != nil {
		p.settled = p.result(Cancelled, wasCancelled)
	} else {
		p.settled = p.result(Failed, message)
	}
	return p
}

// result is where every message passes the fence.
func (p *Plan) result(outcome Outcome, message string) Result {
	switch {
	case outcome == Good:
		return Result{Outcome: Good}
	case p.fence.Holds(message):
		return Result{Outcome: outcome, Message: hidden}
	default:
		return Result{Outcome: outcome, Message: shortened(message, maxMessageBytes)}
	}
}

// shortened cuts a text to a number of bytes.
func shortened(text string, limit int) string {
	const mark = "…"
	if len(text) <= limit {
		return text
	}
	return strings.ToValidUTF8(text[:limit-len(mark)], "") + mark
}
