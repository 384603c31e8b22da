// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"bytes"
	"io"
	"slices"
	"strings"
)

// advertisement is what a server of version 0 or 1 lists of its own accord: every reference that it has.
type advertisement struct {
	packets *packets
	// first is the first line, without capabilities; nil when there are no references.
	first []byte
}

// readAdvertisement reads the first answer up to the first reference, if there is one.
func (r *Repository) readAdvertisement(body io.Reader) error {
	// Servers of version 2 end soon, and those of version 0 list everything: the larger limit is theirs.
	bounded := &limited{r: body, limit: maxReferenceBytes}
	packets := newPackets(bounded)
	what, first, err := readGreeting(packets)
	if err != nil {
		return err
	}
	if what == data && string(line(first)) == "version 2" {
		bounded.limit = maxCapabilityBytes
		return r.readCapabilities(packets)
	}
	if what == data && string(line(first)) == "version 1" {
		if what, first, err = packets.next(); err != nil {
			return err
		}
	}
	r.advertised = &advertisement{packets: packets}
	if what == data {
		r.advertised.first = slices.Clone(r.cutCapabilities(line(first)))
	}
	return nil
}

// readGreeting gives the first packet after "# service=git-upload-pack" and its flush, which version 2 may leave out.
func readGreeting(packets *packets) (kind, []byte, error) {
	what, first, err := packets.next()
	if err != nil || what != data || !bytes.HasPrefix(first, []byte("# service=")) {
		return what, first, err
	}
	if string(line(first)) != "# service="+service {
		return 0, nil, malformed("it is for another service")
	}
	if what, _, err = packets.next(); err != nil {
		return 0, nil, err
	}
	if what != flush {
		return 0, nil, malformed("it does not begin as smart HTTP does")
	}
	return packets.next()
}

// readCapabilities reads those of version 2, one a line.
func (r *Repository) readCapabilities(packets *packets) error {
	for {
		what, payload, err := packets.next()
		switch {
		case err != nil:
			return err
		case what == flush:
			packets.end()
			return nil
		case what != data:
			return unexpected()
		}
		r.capabilities.add(string(line(payload)))
	}
}

// cutCapabilities reads those of version 0, which follow the first reference, and gives the rest. An empty repository has a
// name there that no reference can have: then there is no rest.
func (r *Repository) cutCapabilities(first []byte) []byte {
	reference, after, _ := bytes.Cut(first, []byte{0})
	for capability := range strings.FieldsSeq(string(after)) {
		r.capabilities.add(capability)
	}
	if bytes.HasSuffix(reference, []byte(" capabilities"+peeledSuffix)) {
		return nil
	}
	return reference
}
