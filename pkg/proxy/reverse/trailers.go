// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"io"
	"maps"
	"net/http"
	"slices"
)

// passTrailers lets the trailers that a client announced reach the tool, by the rules of headers. ReverseProxy announces
// them and forgets to send their values.
func passTrailers(in, out *http.Request) {
	out.Trailer = nil
	if out.Body == nil || len(in.Trailer) == 0 {
		return
	}
	trailer := make(http.Header, len(in.Trailer))
	for name := range in.Trailer {
		if !isWithheld(name, true) {
			trailer[name] = nil
		}
	}
	out.Trailer = trailer
	out.Body = &requestTrailers{ReadCloser: out.Body, in: in, out: trailer}
}

// requestTrailers copies trailers when the body has been read: they are known from then on, and sent after it.
type requestTrailers struct {
	io.ReadCloser
	in  *http.Request
	out http.Header
}

// Read implements io.Reader.
func (b *requestTrailers) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err == io.EOF {
		for name := range b.out {
			b.out[name] = b.in.Trailer[name]
		}
	}
	return n, err
}

// filterTrailers applies the rules of headers to the trailers of an answer: to those announced now, to the values and
// to unannounced ones when the body has been read.
func (x *exchange) filterTrailers(res *http.Response) {
	if res.StatusCode == http.StatusSwitchingProtocols {
		return
	}
	x.cleanAnswer(res.Trailer)
	if len(res.Trailer) > 0 {
		// HTTP/2 has both lengths and trailers, HTTP/1.1 has trailers only where there is no length.
		res.Header.Del("Content-Length")
		res.ContentLength = -1
	}
	if res.ProtoMajor < 2 && res.ContentLength >= 0 {
		return
	}
	res.Body = &answerTrailers{ReadCloser: res.Body, exchange: x, res: res, announced: slices.Collect(maps.Keys(res.Trailer))}
}

type answerTrailers struct {
	io.ReadCloser
	exchange  *exchange
	res       *http.Response
	announced []string
}

// Close implements io.Closer. ReverseProxy looks at the trailers after it.
func (b *answerTrailers) Close() error {
	err := b.ReadCloser.Close()
	b.exchange.cleanAnswer(b.res.Trailer)
	for _, name := range b.announced {
		// ReverseProxy counts trailers to see whether all were announced: what is withheld has to leave its name.
		if _, ok := b.res.Trailer[name]; !ok {
			b.res.Trailer[name] = nil
		}
	}
	return err
}
