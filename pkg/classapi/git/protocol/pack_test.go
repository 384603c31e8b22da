// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestPacksThatAreBad(t *testing.T) {
	good := commitOf(two, ada)
	large := piece{kind: commitObject, content: strings.Repeat("x", 1<<20+1)}
	for _, test := range []struct {
		name         string
		first, reply string
		code         int32
		want         string
	}{
		{"no pack", fetchable(), banded("KCAP\x00\x00\x00\x02\x00\x00\x00\x01"), 502, "pack is broken"},
		{"a version that there is not", fetchable(), banded("PACK\x00\x00\x00\x09\x00\x00\x00\x01"), 502, "pack is broken"},
		{"an empty one", fetchable(), banded(pack()), 404, "no commit"},
		{"fewer objects than it says", fetchable(), banded("PACK\x00\x00\x00\x02\x00\x00\x00\x02" + string(commitOf(three, ada).bytes())), 502, "pack is broken"},
		{"another commit", fetchable(), banded(pack(commitOf(three, ada))), 404, "no commit"},
		{"too many commits before it", fetchable(), banded(pack(append(many(40, commitOf(three, ada)), good)...)), 502, "behind other objects"},
		{"files only", fetchable(), banded(pack(many(40, piece{kind: blobObject, content: "x"})...)), 404, "no commit"},
		{"a large commit", fetchable(), banded(pack(large)), 502, "larger than 1 MiB"},
		{"much before it", fetchable(), banded(pack(append(many(5, piece{kind: blobObject, content: strings.Repeat("x", 1<<20)}), good)...)), 502, "too much before it"},
		{"more than it says", fetchable(), banded(pack(piece{kind: commitObject, content: good.content, longer: -5})), 502, "pack is broken"},
		{"less than it says", fetchable(), banded(pack(piece{kind: commitObject, content: good.content, longer: 5})), 502, "pack is broken"},
		{"a length without an end", fetchable(), banded("PACK\x00\x00\x00\x02\x00\x00\x00\x01" + strings.Repeat("\x9f", 50)), 502, "pack is broken"},
		{"not compressed", fetchable(), banded("PACK\x00\x00\x00\x02\x00\x00\x00\x01\x15hello"), 502, "pack is broken"},
		{"cut off", fetchable(), strings.TrimSuffix(banded(pack(good)[:30]), flushPacket), 502, "ended early"},
		{"an error instead", fetchable(), packet("packfile\n") + packet("\x03fatal: %s", secret), 502, "reports an error"},
		{"not our reference", fetchable(), packet("ERR upload-pack: not our ref %s", secret), 404, "no such"},
		{"another band", fetchable(), packet("packfile\n") + packet("\x02x") + packet("\x09x"), 502, "no band"},
		{"a marker within", fetchable(), packet("packfile\n") + packet("\x02x") + "0001", 502, "does not belong"},
		{"no beginning", fetchable(), strings.Repeat(flushPacket, 100), 502, "no pack begins"},
		{"no shallow clones", versionTwo("ls-refs\n", "fetch=filter\n"), "", 501, "no shallow clones"},
		{"no fetch", versionTwo("ls-refs\n"), "", 501, "no shallow clones"},
		{"no shallow clones in version 0", greeting() + lines(one+" HEAD\x00side-band-64k"), "", 501, "no shallow clones"},
		{"no bands in version 0", greeting() + lines(one+" HEAD\x00shallow"), "", 501, "no shallow clones"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := fetch(t, &script{first: test.first, second: test.reply}, good.name())
			checkStatus(t, err, test.code, test.want)
			if err != nil && strings.Contains(err.Error(), secret) {
				t.Errorf("the error repeats what the server said: %v", err)
			}
		})
	}
}

func many(n int, what piece) []piece {
	all := make([]piece, n)
	for i := range all {
		all[i] = what
	}
	return all
}

func TestEndlessProgress(t *testing.T) {
	server := &script{first: fetchable(), second: packet("packfile\n"), stream: endless(packet("\x02%s", strings.Repeat("x", 1000)))}
	_, err := fetch(t, server, one)
	checkStatus(t, err, http.StatusBadGateway, "larger than 8 MiB")
}

func TestTheQuestionForACommit(t *testing.T) {
	for _, test := range []struct{ name, first, want string }{
		{
			"version 2", fetchable(),
			packet("command=fetch\n") + "0001" + packet("want %s\n", one) + packet("no-progress\n") + packet("deepen 1\n") +
				packet("filter tree:0\n") + packet("done\n") + flushPacket,
		},
		{
			"version 2 without filters, of SHA-256", versionTwo("fetch=shallow\n", "object-format=sha256\n"),
			packet("command=fetch\n") + packet("object-format=sha256\n") + "0001" + packet("want %s\n", one) + packet("no-progress\n") +
				packet("deepen 1\n") + packet("done\n") + flushPacket,
		},
		{
			"version 0", greeting() + lines(one+" HEAD\x00shallow side-band side-band-64k no-progress filter object-format=sha1"),
			packet("want %s shallow side-band-64k no-progress filter object-format=sha1\n", one) + packet("deepen 1\n") +
				packet("filter tree:0\n") + flushPacket + packet("done\n"),
		},
		{
			"version 0 of a server that makes up hash functions", greeting() + lines(one+" HEAD\x00shallow side-band-64k object-format=x\xff"),
			packet("want %s shallow side-band-64k\n", one) + packet("deepen 1\n") + flushPacket + packet("done\n"),
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := &script{first: test.first, second: flushPacket}
			if _, err := fetch(t, server, one); err == nil {
				t.Error("no commit came, and there is no error")
			}
			if len(server.questions) != 1 || server.questions[0] != test.want {
				t.Errorf("asked %q\nwant  %q", server.questions, test.want)
			}
		})
	}
}
