// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
)

// wire is a client that asks the same over and over on one connection, and costs the machine less than http.Client: it
// shares it with what is measured. It is not safe for concurrent use.
type wire struct {
	connection net.Conn
	reader     *bufio.Reader
	request    []byte
}

func dialWire(ctx context.Context, s side, path string) (*wire, error) {
	connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", s.address)
	if err != nil {
		return nil, err
	}
	return newWire(connection, s, path), nil
}

func newWire(connection net.Conn, s side, path string) *wire {
	request := fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\n", path, s.host)
	if s.token != "" {
		request = fmt.Appendf(request, "Authorization: Bearer %s\r\n", s.token)
	}
	return &wire{connection: connection, reader: bufio.NewReader(connection), request: append(request, "\r\n"...)}
}

// ask sends the request and reads the whole answer, of size bytes.
func (w *wire) ask(size int64) error {
	if _, err := w.connection.Write(w.request); err != nil {
		return err
	}
	length, err := w.header()
	if err != nil {
		return err
	}
	if length != size {
		return fmt.Errorf("an answer of %d bytes, want %d", length, size)
	}
	_, err = io.CopyN(io.Discard, w.reader, length)
	return err
}

// header reads the header of an answer, which must be a success, and returns the length of the body, -1 when it is not
// said.
func (w *wire) header() (int64, error) {
	length := int64(-1)
	for first := true; ; first = false {
		line, err := w.reader.ReadSlice('\n')
		if err != nil {
			return 0, fmt.Errorf("reading the header of an answer: %w", err)
		}
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" {
			return length, nil
		}
		if first {
			if fields := strings.Fields(text); len(fields) < 2 || fields[1] != strconv.Itoa(http.StatusOK) {
				return 0, errors.New("the answer is " + text)
			}
			continue
		}
		name, value, _ := strings.Cut(text, ":")
		if strings.EqualFold(name, "Content-Length") {
			if length, err = strconv.ParseInt(strings.TrimSpace(value), 10, 64); err != nil {
				return 0, err
			}
		}
	}
}

// begin sends the request and reads the header and the beginning of an answer that does not end.
func (w *wire) begin() error {
	if _, err := w.connection.Write(w.request); err != nil {
		return err
	}
	if _, err := w.header(); err != nil {
		return err
	}
	_, err := w.reader.ReadString('\n')
	return err
}

func (w *wire) close() error { return w.connection.Close() }
