// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gitapi_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

const hundredThousand = 100_000

// A repository with more tags than anybody should have. How long it takes, and compared with what, says make bench.
func TestManyReferences(t *testing.T) {
	tl := newTool(t, nil)
	commit := tl.fill()
	tl.packTags(commit, hundredThousand)
	connector := tl.connect()
	for _, test := range []struct {
		query, first string
		total, items int
	}{
		{"", "refs/heads/main", hundredThousand + 4, 100},
		{"&page=1001", "refs/tags/v1.099996", hundredThousand + 4, 4},
		{"&type=tag&page=11&itemsPerPage=10000", "refs/tags/v1.099999", hundredThousand + 1, 1},
		{"&search=v1.00001", "refs/tags/v1.000010", 10, 10},
	} {
		started := time.Now()
		got, err := list(t, connector, "repository="+repository+test.query)
		if err != nil {
			t.Fatalf("%q: %v", test.query, err)
		}
		t.Logf("%q: %s", test.query, time.Since(started))
		if got.ListMeta.TotalItems != test.total || len(got.Items) != test.items || got.Items[0].Ref != test.first {
			t.Errorf("%q: %d items of %d, the first %+v", test.query, len(got.Items), got.ListMeta.TotalItems, got.Items[:1])
		}
	}
}

// packTags writes tags into the file in which git keeps many.
func (tl *tool) packTags(commit string, n int) {
	tl.t.Helper()
	tl.git("pack-refs", "--all")
	file, err := os.OpenFile(filepath.Join(tl.server.RepositoryDir(repository), "packed-refs"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		tl.t.Fatal(err)
	}
	buffer := bufio.NewWriter(file)
	for i := range n {
		_, _ = fmt.Fprintf(buffer, "%s refs/tags/v1.%06d\n", commit, i)
	}
	if err := buffer.Flush(); err != nil {
		tl.t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		tl.t.Fatal(err)
	}
}
