// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"time"

	"connectors.alauda.io/pkg/proxy/audit"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/target"
)

// flushInterval bounds how long bytes of an answer of known length wait for more. Answers of unknown length, watches and
// event streams among them, are flushed with every write by httputil.ReverseProxy itself.
const flushInterval = 20 * time.Millisecond

// Config is what an Engine is made from.
type Config struct {
	// Transports connect to tools; required. The caller closes them.
	Transports *upstream.Transports
}

// Engine sends requests through Targets. It is immutable and safe for concurrent use.
type Engine struct {
	proxy *httputil.ReverseProxy
}

// Request is one use of a Target.
type Request struct {
	// Target is the compiled Connector.
	Target *target.Target
	// Address is where the request goes: the Target's address or one of its extensions.
	Address target.Address
	// EscapedPath is what follows the address, percent-encoded as it came from the client.
	EscapedPath string
	// RawQuery is sent as it is, but for blanks and number signs, which are encoded.
	RawQuery string
	// PublicPath is the escaped path under which the client sees the tool's address, without a trailing slash.
	// Locations and cookie paths are rewritten to it.
	PublicPath string
	// LeadsBack says whether a client who asks for rest, an escaped path, below PublicPath comes to rest below Address. Nil
	// means that he does. References to where he does not stay as the tool wrote them.
	LeadsBack func(rest string) bool
	// Registry says that PublicPath begins with a segment v2 and is where the client sees /v2 of the tool, a registry: its
	// clients can name nothing else. The tool's address itself is at PublicPath without that segment.
	Registry bool
	// Subresource says that the client is behind the kube-apiserver's aggregation layer; see the package comment.
	Subresource bool
}

// New returns an Engine. It starts nothing.
func New(config Config) (*Engine, error) {
	if config.Transports == nil {
		return nil, errors.New("reverse.Config: Transports are missing, and nothing can be sent without them")
	}
	return &Engine{proxy: &httputil.ReverseProxy{
		Rewrite:        rewrite,
		Transport:      &roundTripper{transports: config.Transports},
		ModifyResponse: modifyAnswer,
		ErrorHandler:   handleError,
		FlushInterval:  flushInterval,
		BufferPool:     &bufferPool{},
		// Errors in the middle of a body: their texts may quote the tool, and the client sees the connection break.
		ErrorLog: log.New(io.Discard, "", 0),
	}}, nil
}

// Serve answers r with what the tool answers. Like every http.Handler that forwards bodies, it panics with
// http.ErrAbortHandler when the tool's answer breaks off, so that the client does not take it for complete.
func (e *Engine) Serve(w http.ResponseWriter, r *http.Request, q Request) {
	x := &exchange{Context: r.Context(), Request: q}
	if failure := x.prepare(r.Method); failure != nil {
		failure.write(w, r, x)
		return
	}
	// An answer without a type stays without one: net/http would guess, and guess text/html.
	if _, set := w.Header()["Content-Type"]; !set {
		w.Header()["Content-Type"] = nil
	}
	if r.ProtoMajor == 1 && r.ContentLength != 0 {
		x.client = newClient(w)
	}
	e.proxy.ServeHTTP(w, r.WithContext(x))
	x.letGo()
}

// rewrite turns the client's request into the tool's, all but the credential.
func rewrite(pr *httputil.ProxyRequest) {
	x := exchangeOf(pr.Out.Context())
	out := pr.Out
	u := x.url
	out.URL = &u
	out.Host = ""
	cleanRequest(out.Header, x.Subresource)
	passTrailers(pr.In, out)
	audit.PassTrace(x.Context, out.Header)
}

// modifyAnswer makes the tool's answer fit for the client.
func modifyAnswer(res *http.Response) error {
	x := exchangeOf(res.Request.Context())
	if res.StatusCode == http.StatusSwitchingProtocols {
		if err := cleanUpgrade(res); err != nil {
			return err
		}
	}
	x.rewriteLocation(res)
	x.rewriteLinks(res.Header)
	x.cleanAnswer(res.Header)
	if x.Subresource {
		guardAPIServerOrigin(res.Header)
	}
	x.filterTrailers(res)
	if res.StatusCode != http.StatusSwitchingProtocols {
		x.client.sendsNoMore(res.Header)
	}
	return nil
}
