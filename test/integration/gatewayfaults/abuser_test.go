// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gatewayfaults

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// An abuser is a client of HTTP/2 whose frames the test writes itself.
type abuser struct {
	conn   net.Conn
	framer *http2.Framer
	// ended is closed when the server has read all that was sent, or has closed the connection.
	ended chan struct{}
	// block is the header of a request.
	block []byte
}

func newAbuser(t *testing.T, p replica, path, token string) abuser {
	t.Helper()
	conn := p.dial(t)
	if _, err := conn.Write([]byte(http2.ClientPreface)); err != nil {
		t.Fatal(err)
	}
	framer := http2.NewFramer(conn, conn)
	if err := framer.WriteSettings(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		// What comes back is read, or else the server stops reading, too.
		for {
			frame, err := framer.ReadFrame()
			if ping, ok := frame.(*http2.PingFrame); err != nil || ok && ping.IsAck() {
				return
			}
		}
	}()
	return abuser{conn: conn, framer: framer, ended: ended, block: headerBlock(t, p, path, token)}
}

func headerBlock(t *testing.T, p replica, path, token string) []byte {
	t.Helper()
	var block bytes.Buffer
	encoder := hpack.NewEncoder(&block)
	for _, field := range []hpack.HeaderField{
		{Name: ":method", Value: http.MethodGet}, {Name: ":scheme", Value: "http"},
		{Name: ":authority", Value: strings.TrimPrefix(p.url(), "http://")}, {Name: ":path", Value: path},
		{Name: "authorization", Value: "Bearer " + token},
	} {
		// Nothing is remembered between requests, so that one block serves all.
		field.Sensitive = true
		if err := encoder.WriteField(field); err != nil {
			t.Fatal(err)
		}
	}
	return block.Bytes()
}

// reset opens streams, resets each and goes. It fails when the server has had enough before.
func (a abuser) reset(streams int) error {
	defer func() { _ = a.conn.Close() }()
	for i := range streams {
		id := uint32(2*i + 1)
		err := a.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: a.block, EndStream: true, EndHeaders: true})
		if err == nil {
			err = a.framer.WriteRSTStream(id, http2.ErrCodeCancel)
		}
		if err != nil {
			return fmt.Errorf("stream %d: %w", i, err)
		}
	}
	err := a.framer.WritePing(false, [8]byte{})
	<-a.ended
	return err
}
