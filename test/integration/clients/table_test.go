// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clients_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"connectors.alauda.io/hack/local/cluster"
)

// A row is one thing that a client does.
type row struct {
	name string
	// tool makes the server that the client uses, and the Secret that opens it.
	tool func(t *testing.T, r *room) tool
	// use does the thing by one path, and ends the test if it does not work.
	use func(t *testing.T, w *way)
	// not says why a path does not apply.
	not map[path]string
}

func rows() []row {
	var all []row
	for _, some := range [][]row{gitRows(), kubernetesRows(), curlRows(), registryRows(), grpcRows(), webSocketRows()} {
		all = append(all, some...)
	}
	return all
}

// results are the cells that worked in this run.
type results struct {
	mu    sync.Mutex
	works map[string]map[path]bool
}

func (r *results) mark(row string, p path) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.works[row] == nil {
		r.works[row] = map[path]bool{}
	}
	r.works[row][p] = true
}

// complete says whether every cell that applies was tried and worked.
func (r *results) complete(all []row) bool {
	for _, row := range all {
		for _, p := range allPaths() {
			if row.not[p] == "" && !r.works[row.name][p] {
				return false
			}
		}
	}
	return true
}

// TestTable is every client by every path, and docs/clients.md.
func TestTable(t *testing.T) {
	all, done := rows(), &results{works: map[string]map[path]bool{}}
	e := newEstate(t)
	t.Run("clients", func(t *testing.T) {
		for _, row := range all {
			t.Run(strings.ReplaceAll(row.name, "`", ""), func(t *testing.T) {
				t.Parallel()
				r := e.newRoom(t, row)
				for _, p := range allPaths() {
					if row.not[p] == "" {
						t.Run(p.slug(), func(t *testing.T) { r.try(t, row, p, done) })
					}
				}
			})
		}
	})
	e.expectLogsWithout(t)
	if t.Failed() {
		return
	}
	if !done.complete(all) {
		t.Log("not all clients were tried: docs/clients.md is not looked at")
		return
	}
	expectPage(t, page(all))
}

// try fills one cell.
func (r *room) try(t *testing.T, row row, p path, done *results) {
	w := r.newWay(t, p)
	before := w.tool.witness.count()
	row.use(t, w)
	for _, complaint := range append(w.tool.witness.complaints(before), leaks(w.heardSoFar(), w.tool.secrets())...) {
		t.Error(complaint)
	}
	if !t.Failed() {
		done.mark(row.name, p)
	}
}

// expectPage compares docs/clients.md with what was seen, or writes it.
func expectPage(t *testing.T, want string) {
	t.Helper()
	root, err := cluster.FindRoot()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(root, "docs", "clients.md")
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != want {
		t.Errorf("docs/clients.md is out of date: UPDATE=1 go test ./test/integration/clients -run TestTable writes this:\n%s", want)
	}
}
