// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import "io"

// The bands that the packets of a pack are marked with in their first byte.
const (
	bandPack     = 1
	bandProgress = 2
	bandError    = 3
)

// maxPreface bounds the packets before a pack: where the history ends, what both sides have, names of sections.
const maxPreface = 64

// band reads the bytes of a pack out of the packets that carry them.
type band struct {
	packets *packets
	// rest is what is left of the packet that was read last.
	rest []byte
	err  error
}

// findPack passes over what comes before a pack. All of that is text or markers, so the first packet of a band begins it.
func findPack(packets *packets) (*band, error) {
	for range maxPreface {
		what, payload, err := packets.next()
		if err != nil {
			return nil, err
		}
		if what == data && len(payload) > 0 && payload[0] <= bandError {
			pack := &band{packets: packets}
			pack.take(payload)
			return pack, nil
		}
	}
	return nil, malformed("no pack begins in it")
}

func (b *band) Read(p []byte) (int, error) {
	for len(b.rest) == 0 {
		if b.err != nil {
			return 0, b.err
		}
		what, payload, err := b.packets.next()
		switch {
		case err != nil:
			b.err = err
		case what == flush:
			b.err = io.EOF
		case what != data:
			b.err = unexpected()
		default:
			b.take(payload)
		}
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	return n, nil
}

func (b *band) take(payload []byte) {
	switch {
	case len(payload) == 0:
	case payload[0] == bandPack:
		b.rest = payload[1:]
	case payload[0] == bandProgress:
	case payload[0] == bandError:
		b.err = remote(payload[1:])
	default:
		b.err = malformed("a packet belongs to no band")
	}
}
