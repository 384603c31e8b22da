// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// kind is what a packet is: one with data, or one of the markers that have a length of 0 to 2.
type kind int

const (
	flush kind = iota
	delimiter
	responseEnd
	data
)

const (
	lengthDigits = 4
	// maxPacket is what servers send at most, the length included. Git itself ends at 65520.
	maxPacket = 65524
)

// packets reads pkt-lines without copying them.
type packets struct {
	r *bufio.Reader
	// last is the length of the packet that was given last, which is dropped with the next.
	last int
}

func newPackets(r io.Reader) *packets { return &packets{r: bufio.NewReaderSize(r, maxPacket)} }

// next gives the next packet, whose payload is valid until next is called again. It is never io.EOF that next fails with: an
// answer that is whole ends with a flush, after which nothing is read. A packet in which the server reports an error is one.
func (p *packets) next() (kind, []byte, error) {
	if _, err := p.r.Discard(p.last); err != nil {
		return 0, nil, early(err)
	}
	p.last = 0
	header, err := p.r.Peek(lengthDigits)
	if err != nil {
		return 0, nil, early(err)
	}
	length, ok := packetLength(header)
	switch {
	case !ok || length == 3 || length > maxPacket:
		return 0, nil, malformed("a packet has no valid length")
	case length < lengthDigits:
		p.last = lengthDigits
		return kind(length), nil, nil
	}
	packet, err := p.r.Peek(length)
	if err != nil {
		return 0, nil, early(err)
	}
	p.last = length
	payload := packet[lengthDigits:]
	if text, reported := bytes.CutPrefix(payload, []byte("ERR ")); reported {
		return 0, nil, remote(text)
	}
	return data, payload, nil
}

// end reads past the last packet, so that the connection is used again. What comes does not matter, nor whether something does.
func (p *packets) end() {
	_, _ = p.r.Discard(p.last)
	_, _ = p.r.Peek(1)
}

func early(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return malformed("it ended early")
	}
	return fmt.Errorf("reading the answer of the Git server: %w", err)
}

func packetLength(digits []byte) (length int, ok bool) {
	for _, c := range digits {
		switch {
		case '0' <= c && c <= '9':
			length = length<<4 | int(c-'0')
		case 'a' <= c && c <= 'f':
			length = length<<4 | int(c-'a'+10)
		case 'A' <= c && c <= 'F':
			length = length<<4 | int(c-'A'+10)
		default:
			return 0, false
		}
	}
	return length, true
}

// unexpected is for a marker where data should be.
func unexpected() error { return malformed("a packet does not belong where it is") }

// line is a payload without the line feed that may end it.
func line(payload []byte) []byte { return bytes.TrimSuffix(payload, []byte("\n")) }
