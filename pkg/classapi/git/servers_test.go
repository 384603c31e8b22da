// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package git_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/classapi/git"
	"connectors.alauda.io/pkg/classapi/list"
)

const id = "1111111111111111111111111111111111111111"

func packet(text string) string { return fmt.Sprintf("%04x%s", len(text)+4, text) }

// sending is a server of version 2 that answers every question for references with these.
func sending(references string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			w.Header().Set("Content-Type", "application/x-git-upload-pack-result")
			_, _ = fmt.Fprint(w, references)
			return
		}
		w.Header().Set("Content-Type", "application/x-git-upload-pack-advertisement")
		_, _ = fmt.Fprint(w, packet("version 2\n")+packet("ls-refs\n")+"0000")
	}
}

// The server of version 0 sends everything, and one of version 2 may: what was not asked for is left out here.
func TestServerThatSendsEverything(t *testing.T) {
	references := packet(id+" refs/heads/main\n") + packet(id+" refs/heads/\n") + packet(id+" refs/heads/other\n") +
		packet(id+" refs/tags/main\n") + packet(id+" refs/notes/main\n") + packet(id+" HEAD symref-target:refs/heads/main\n") + "0000"
	base := serve(t, sending(references))
	for _, test := range []struct{ query, want string }{
		{"&search=ma", "[main true main false]"},
		{"&search=ma&type=tag", "[main false]"},
		{"&type=branch", "[main true other false]"},
	} {
		got := askWell[list.List[git.Reference]](t, open(t, anonymous(base)), refsPath, "repository=app.git"+test.query)
		var items []string
		for _, item := range got.Items {
			items = append(items, fmt.Sprintf("%s %t", item.Name, item.Default))
		}
		if fmt.Sprint(items) != test.want || got.ListMeta.TotalItems != len(items) {
			t.Errorf("%s: %v of %d, want %s", test.query, items, got.ListMeta.TotalItems, test.want)
		}
	}
}

// A page is bounded in bytes as well, for the length of names is the server's choice.
func TestLongNames(t *testing.T) {
	const names = 100
	long := packet(id + " refs/heads/" + strings.Repeat("x", 60_000) + "\n")
	opened := open(t, anonymous(serve(t, sending(strings.Repeat(long, names)+"0000"))))
	_, err := ask(t, opened, refsPath, "repository=app.git")
	expectStatus(t, err, http.StatusBadGateway, "fewer itemsPerPage")
	got := askWell[list.List[git.Reference]](t, opened, refsPath, "repository=app.git&itemsPerPage=10")
	if len(got.Items) != 10 || got.ListMeta.TotalItems != names {
		t.Errorf("%d items of %d", len(got.Items), got.ListMeta.TotalItems)
	}
}
