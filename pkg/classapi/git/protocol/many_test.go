// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol_test

import (
	"fmt"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/classapi/git/protocol"
)

const hundredThousand = 100_000

// manyReferences are the answers of servers of both kinds.
func manyReferences(n int) map[string][2][]byte {
	var refs, peeled strings.Builder
	for i := range n {
		refs.WriteString(packet("%s refs/tags/v1.%d.0-rc.1 peeled:%s\n", one, i, two))
		peeled.WriteString(packet("%s refs/tags/v1.%d.0-rc.1\n", one, i) + packet("%s refs/tags/v1.%d.0-rc.1^{}\n", two, i))
	}
	first := packet("%s HEAD\x00shallow", one)
	return map[string][2][]byte{
		"version 2": {[]byte(versionTwo("ls-refs\n")), []byte(refs.String() + flushPacket)},
		"version 0": {[]byte(greeting() + first + peeled.String() + flushPacket), nil},
	}
}

// What is not kept costs no allocation, so that a long list needs no more memory than a short one.
func TestReferencesAreNotCopied(t *testing.T) {
	// What ends after another test allocates as well.
	const perList = hundredThousand / 100
	for name, answers := range manyReferences(hundredThousand) {
		t.Run(name, func(t *testing.T) {
			count := 0
			allocations := testing.AllocsPerRun(1, func() {
				repository, err := openCanned(t, answers[0], answers[1])
				if err != nil {
					t.Error(err)
					return
				}
				defer repository.Close()
				if err := repository.References(t.Context(), []string{"refs/"}, func(protocol.Reference) error { count++; return nil }); err != nil {
					t.Error(err)
				}
			})
			// AllocsPerRun runs once more, to warm up.
			if count/2 < hundredThousand {
				t.Errorf("%d references", count/2)
			}
			if allocations > perList {
				t.Errorf("%.0f allocations, want at most %d", allocations, perList)
			}
		})
	}
}

func BenchmarkReferences(b *testing.B) {
	for name, answers := range manyReferences(hundredThousand) {
		b.Run(fmt.Sprintf("%s of %d", name, hundredThousand), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				repository, err := openCanned(b, answers[0], answers[1])
				if err != nil {
					b.Fatal(err)
				}
				if err := repository.References(b.Context(), []string{"refs/"}, func(protocol.Reference) error { return nil }); err != nil {
					b.Fatal(err)
				}
				repository.Close()
			}
		})
	}
}
