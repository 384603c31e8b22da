// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol_test

import (
	"bytes"
	"compress/zlib"
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/classapi/git/protocol"
)

const (
	commitObject = 1
	blobObject   = 3
	tagObject    = 4
	ofsDelta     = 6
	refDelta     = 7
)

// piece is an object of a pack, which may say of itself what is not so.
type piece struct {
	kind    int
	content string
	// longer is how much longer than its content it says it is.
	longer int
	// base stands before the content of a delta: what it is one of.
	base string
}

func commitOf(tree, author string) piece {
	return piece{kind: commitObject, content: fmt.Sprintf("tree %s\nauthor %s\ncommitter %s\n\nmessage\n", tree, author, author)}
}

func (p piece) name() string {
	kind := map[int]string{commitObject: "commit", blobObject: "blob", tagObject: "tag"}[p.kind]
	sum := sha1.Sum(fmt.Appendf(nil, "%s %d\x00%s", kind, len(p.content), p.content))
	return hex.EncodeToString(sum[:])
}

func (p piece) bytes() []byte {
	length := len(p.content) + p.longer
	first := byte(p.kind<<4 | length&0xf)
	length >>= 4
	var all bytes.Buffer
	for ; length > 0; length >>= 7 {
		all.WriteByte(first | 0x80)
		first = byte(length & 0x7f)
	}
	all.WriteByte(first)
	all.WriteString(p.base)
	deflated := zlib.NewWriter(&all)
	_, _ = deflated.Write([]byte(p.content))
	_ = deflated.Close()
	return all.Bytes()
}

func pack(pieces ...piece) string {
	all := binary.BigEndian.AppendUint32([]byte("PACK\x00\x00\x00\x02"), uint32(len(pieces)))
	for _, piece := range pieces {
		all = append(all, piece.bytes()...)
	}
	return string(all)
}

// banded is the answer to a fetch in version 2 with this pack.
func banded(pack string) string {
	var all strings.Builder
	all.WriteString(packet("shallow-info\n") + packet("shallow %s\n", one) + "0001" + packet("packfile\n"))
	all.WriteString(packet("\x02Counting objects"))
	for len(pack) > 0 {
		n := min(len(pack), 60000)
		all.WriteString(packet("\x01%s", pack[:n]))
		pack = pack[n:]
	}
	return all.String() + flushPacket
}

func fetchable() string { return versionTwo("ls-refs\n", "fetch=shallow filter wait-for-done\n") }

// unbounded lets as much be held as there is.
func unbounded(int64) error { return nil }

func fetch(t testing.TB, server *script, id string) (*protocol.Commit, error) {
	t.Helper()
	repository, err := protocol.Open(t.Context(), sender(http.DefaultTransport), serve(t, server))
	if err != nil {
		return nil, err
	}
	defer repository.Close()
	return repository.Commit(t.Context(), id, unbounded)
}

const ada = "Ada <ada@example.com> 1700000000 +0100"
