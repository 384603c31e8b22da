// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

import (
	"bytes"
	"io"
	"strconv"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// rawHTTP2 is an HTTP/2 client that sends whatever header fields a test wants.
type rawHTTP2 struct {
	t      testing.TB
	framer *http2.Framer
	block  bytes.Buffer
	fields *hpack.Encoder
	stream uint32
}

// newHTTP2 greets a server. One that has given the client up by then gives the first request no answer.
func newHTTP2(t testing.TB, conn io.ReadWriter) *rawHTTP2 {
	t.Helper()
	_, _ = io.WriteString(conn, http2.ClientPreface)
	c := &rawHTTP2{t: t, framer: http2.NewFramer(conn, conn), stream: 1}
	c.framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	c.fields = hpack.NewEncoder(&c.block)
	_ = c.framer.WriteSettings()
	return c
}

// ask sends a request without a body and gives code and body of the answer; a code of zero for a stream that was reset.
func (c *rawHTTP2) ask(pairs ...string) (code int, body string) {
	c.t.Helper()
	c.block.Reset()
	for i := 0; i < len(pairs); i += 2 {
		if err := c.fields.WriteField(hpack.HeaderField{Name: pairs[i], Value: pairs[i+1]}); err != nil {
			c.t.Fatal(err)
		}
	}
	stream := c.stream
	c.stream += 2
	err := c.framer.WriteHeaders(http2.HeadersFrameParam{
		StreamID: stream, BlockFragment: c.block.Bytes(), EndStream: true, EndHeaders: true,
	})
	if err != nil {
		return 0, err.Error()
	}
	return c.answer(stream)
}

func (c *rawHTTP2) answer(stream uint32) (code int, body string) {
	for {
		frame, err := c.framer.ReadFrame()
		if err != nil {
			return 0, err.Error()
		}
		if settings, ok := frame.(*http2.SettingsFrame); ok && !settings.IsAck() {
			if err := c.framer.WriteSettingsAck(); err != nil {
				return 0, err.Error()
			}
		}
		if frame.Header().StreamID != stream {
			continue
		}
		switch frame := frame.(type) {
		case *http2.RSTStreamFrame:
			return 0, "reset: " + frame.ErrCode.String()
		case *http2.MetaHeadersFrame:
			code, _ = strconv.Atoi(frame.PseudoValue("status"))
		case *http2.DataFrame:
			body += string(frame.Data())
		}
		if frame.Header().Flags.Has(http2.FlagDataEndStream) {
			return code, body
		}
	}
}
