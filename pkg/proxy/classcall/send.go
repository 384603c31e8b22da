// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classcall

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"connectors.alauda.io/pkg/plugin"
	"connectors.alauda.io/pkg/proxy/audit"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/target"
	"connectors.alauda.io/pkg/target/fence"
)

// maxStatusBytes is how much is read of an answer that is no success.
const maxStatusBytes = 64 << 10

// errNothingToTell says that a Place was not made for a class API.
var errNothingToTell = errors.New("there is nothing that the class API could be told")

// ask sends a request and judges its answer.
func (c *Caller) ask(w http.ResponseWriter, r *http.Request, use Request) (*answer, error) {
	body, err := c.readBody(w, r)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeoutCause(r.Context(), c.config.Timeout, errTooSlow)
	defer cancel()
	req, err := newRequest(ctx, r, use, body)
	if err != nil {
		return nil, err
	}
	call := use.Place.Call()
	if call == nil {
		return nil, errNothingToTell
	}
	if err := call.SetHeader(req.Header); err != nil {
		return nil, fmt.Errorf("the class API cannot be told of the tool: %w", err)
	}
	got, err := c.exchange(req, use.Target.API)
	if err != nil {
		return nil, err
	}
	return judgement{about: use.Target, secret: fenceOf(req.Header, call)}.of(r.Method, got)
}

// exchange has the request's context for all of its time.
func (c *Caller) exchange(req *http.Request, api *target.API) (received, error) {
	ctx := req.Context()
	transport, err := c.config.Transports.For(upstream.UseGeneral, api.RootsID, api.Roots)
	if err != nil {
		return received{}, c.noAnswer(ctx, err)
	}
	audit.Of(ctx).Upstream = api.Service.Scheme() + "://" + api.Service.HostPort()
	res, err := transport.RoundTrip(req)
	if err != nil {
		return received{}, c.noAnswer(ctx, err)
	}
	defer func() { _ = res.Body.Close() }()
	return c.receive(ctx, res)
}

// received is what came back of an answer.
type received struct {
	code   int
	header http.Header
	// body is empty where it does not matter, and cut short where it was tooLarge.
	body     []byte
	tooLarge bool
}

// receive reads a body as far as it may matter. What is left of one that is too large is never read: closing it ends its
// connection, or its stream.
func (c *Caller) receive(ctx context.Context, res *http.Response) (received, error) {
	got := received{code: res.StatusCode, header: res.Header}
	limit := int64(maxStatusBytes)
	switch {
	case isSuccess(res.StatusCode):
		limit = c.config.MaxAnswerBytes
	case !isFailure(res.StatusCode): // a redirect, or a connection that was switched to another protocol
		return got, nil
	}
	if res.ContentLength > limit {
		got.tooLarge = true
		return got, nil
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	if err != nil {
		return received{}, c.noAnswer(ctx, err)
	}
	if got.body = body; int64(len(body)) > limit {
		got.body, got.tooLarge = nil, true
	}
	return got, nil
}

// fenceOf looks for the values of the Secret, and for the header that they were sent in.
func fenceOf(sent http.Header, call *plugin.Call) fence.Fence {
	values, ok := call.Secret()
	if !ok {
		return fence.Fence{}
	}
	secret := make(map[string]target.Credential, len(values))
	for key, value := range values {
		secret[key] = target.NewCredential(value)
	}
	return fence.New(secret, sent.Get(plugin.HeaderSecret))
}
