// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol_test

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing/format/packfile"

	"connectors.alauda.io/pkg/classapi/failure"
	"connectors.alauda.io/pkg/classapi/git/protocol"
)

// tagOf is an annotated tag of an object.
func tagOf(of piece, kind string, number int) piece {
	return piece{kind: tagObject, content: fmt.Sprintf("object %s\ntype %s\ntag number-%d\ntagger %s\n\n%s",
		of.name(), kind, number, ada, longMessage(number))}
}

// nameIn is the name of an object as it stands in a pack.
func nameIn(t testing.TB, of piece) string {
	t.Helper()
	name, err := hex.DecodeString(of.name())
	if err != nil {
		t.Fatal(err)
	}
	return string(name)
}

// deltaOf is an object told as what is different from another.
func deltaOf(t testing.TB, base, made piece) piece {
	t.Helper()
	return piece{kind: refDelta, base: nameIn(t, base), content: string(packfile.DiffDelta([]byte(base.content), []byte(made.content)))}
}

// sized is a delta that says how large its base is and what it makes, and then does what the instructions say.
func sized(t testing.TB, base piece, before, after uint64, instructions string) piece {
	t.Helper()
	content := binary.AppendUvarint(binary.AppendUvarint(nil, before), after)
	return piece{kind: refDelta, base: nameIn(t, base), content: string(content) + instructions}
}

// history is some commits that are much alike.
func history() []piece {
	all := make([]piece, 4)
	for i := range all {
		all[i] = commitOf(two, ada)
		all[i].content += longMessage(i)
	}
	return all
}

func TestCommitsAsDeltas(t *testing.T) {
	commits := history()
	wanted, base := commits[0], commits[1]
	tag := tagOf(wanted, "commit", 1)
	outer := tagOf(tag, "tag", 2)
	blob := piece{kind: blobObject, content: longMessage(1)}
	for _, test := range []struct {
		name string
		pack []piece
		id   string
	}{
		{"after its base", []piece{base, deltaOf(t, base, wanted)}, wanted.name()},
		{"before its base", []piece{deltaOf(t, base, wanted), base}, wanted.name()},
		{"of a delta", []piece{commits[2], deltaOf(t, commits[2], base), deltaOf(t, base, wanted)}, wanted.name()},
		{"of a delta, the other way round", []piece{deltaOf(t, base, wanted), deltaOf(t, commits[2], base), commits[2]}, wanted.name()},
		{"with files around", []piece{blob, deltaOf(t, blob, piece{content: longMessage(2)}), base, deltaOf(t, base, wanted)}, wanted.name()},
		{"behind a tag that is one", []piece{outer, deltaOf(t, outer, tag), wanted}, outer.name()},
		{"with its tags", []piece{tag, deltaOf(t, tag, outer), base, deltaOf(t, base, wanted)}, outer.name()},
		{"twice", []piece{base, deltaOf(t, base, commits[2]), deltaOf(t, base, commits[2]), wanted}, wanted.name()},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := fetch(t, &script{first: fetchable(), second: banded(pack(test.pack...))}, test.id)
			if err != nil {
				t.Fatal(err)
			}
			if got.Name != wanted.name() || got.Message != "message\n"+longMessage(0) {
				t.Errorf("commit %+v", got)
			}
		})
	}
}

func TestDeltasThatAreBad(t *testing.T) {
	commits := history()
	wanted, base := commits[0], commits[1]
	size := uint64(len(base.content))
	tree := piece{kind: 2, content: ""}
	fileTag := tagOf(tree, "tree", 1)
	// Each instruction copies 64 KiB of the base, or 10 bytes.
	const whole, ten = "\x80", "\x90\x0a"
	long := piece{kind: commitObject, content: strings.Repeat("x", 1<<16)}
	for _, test := range []struct {
		name string
		pack []piece
		id   string
		code int32
		want string
	}{
		{"of what does not come", []piece{deltaOf(t, base, wanted)}, wanted.name(), 502, "is not among the first"},
		{"of itself", []piece{deltaOf(t, wanted, wanted)}, wanted.name(), 502, "is not among the first"},
		{"of each other", []piece{deltaOf(t, base, wanted), deltaOf(t, wanted, base)}, wanted.name(), 502, "is not among the first"},
		{"of what comes too late", append(append([]piece{deltaOf(t, base, wanted)}, many(40, commits[2])...), base), wanted.name(), 502, "behind other objects"},
		{"of a folder that a tag is of", []piece{fileTag, deltaOf(t, tree, wanted)}, fileTag.name(), 404, "no commit"},
		{"that makes something else", []piece{base, deltaOf(t, base, commits[2])}, wanted.name(), 404, "no commit"},
		{"by position", []piece{base, {kind: ofsDelta, base: "\x20", content: "\x01\x01"}}, wanted.name(), 502, "by position"},
		{"of a base of another size", []piece{base, sized(t, base, size+1, 10, ten)}, wanted.name(), 502, "does not fit its base"},
		{"that copies beyond its base", []piece{base, sized(t, base, size, 1<<16, whole)}, wanted.name(), 502, "does not fit its base"},
		{"that makes more than it says", []piece{base, sized(t, base, size, 10, ten+ten)}, wanted.name(), 502, "does not fit its base"},
		{"that makes less than it says", []piece{base, sized(t, base, size, 30, ten)}, wanted.name(), 502, "does not fit its base"},
		{"without an instruction", []piece{base, sized(t, base, size, 10, "")}, wanted.name(), 502, "does not fit its base"},
		{"of an instruction that there is not", []piece{base, sized(t, base, size, 10, "\x00")}, wanted.name(), 502, "does not fit its base"},
		{"of nothing", []piece{base, {kind: refDelta, base: nameIn(t, base)}}, wanted.name(), 502, "does not fit its base"},
		{"of half a size", []piece{base, {kind: refDelta, base: nameIn(t, base), content: "\x80\x80"}}, wanted.name(), 502, "does not fit its base"},
		{"that makes much of little", []piece{long, sized(t, long, 1<<16, 1<<24, strings.Repeat(whole, 1<<8))}, wanted.name(), 502, "larger than 1 MiB"},
		{"that make much of little together", append([]piece{long}, many(10, sized(t, long, 1<<16, 1<<20, strings.Repeat(whole, 1<<4)))...),
			wanted.name(), 502, "larger than 1 MiB"},
		{"that says it makes all there is", []piece{base, sized(t, base, size, 1<<63, ten)}, wanted.name(), 502, "larger than 1 MiB"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := fetch(t, &script{first: fetchable(), second: banded(pack(test.pack...))}, test.id)
			checkStatus(t, err, test.code, test.want)
		})
	}
}

// What is held is told before it is.
func TestCommitsAreHeldWithinBounds(t *testing.T) {
	commits := history()
	wanted, base := commits[0], commits[1]
	server := &script{first: fetchable(), second: banded(pack(piece{kind: blobObject, content: longMessage(1)}, base, deltaOf(t, base, wanted)))}
	repository, err := protocol.Open(t.Context(), sender(nil), serve(t, server))
	if err != nil {
		t.Fatal(err)
	}
	defer repository.Close()
	full := failure.Unsupported("full")
	left := int64(len(base.content) + len(wanted.content))
	_, err = repository.Commit(t.Context(), wanted.name(), func(bytes int64) error {
		if left -= bytes; left < 0 {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) {
		t.Errorf("base, delta and what comes of both were read: %v", err)
	}
}
