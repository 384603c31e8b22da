// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package git_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/classapi/git"
	"connectors.alauda.io/pkg/classapi/list"
)

func TestReferencesOfARepository(t *testing.T) {
	upstream := startGit(t)
	_, second := upstream.fill()
	opened := open(t, withPassword(upstream.server.URL()))
	for _, test := range []struct {
		name, query string
		want        []string
		total       int
	}{
		{"all", "", []string{
			"refs/heads/feature/a", "refs/heads/main", "refs/heads/maintenance", "refs/heads/refs/odd", "refs/tags/main", "refs/tags/v1", "refs/tags/v2",
		}, 7},
		{"branches", "&type=branch", []string{"refs/heads/feature/a", "refs/heads/main", "refs/heads/maintenance", "refs/heads/refs/odd"}, 4},
		{"tags", "&type=tag", []string{"refs/tags/main", "refs/tags/v1", "refs/tags/v2"}, 3},
		{"searched", "&search=main", []string{"refs/heads/main", "refs/heads/maintenance", "refs/tags/main"}, 3},
		{"searched within a folder", "&search=feature/", []string{"refs/heads/feature/a"}, 1},
		{"tags searched", "&search=main&type=tag", []string{"refs/tags/main"}, 1},
		{"searched by full names", "&search=refs/heads/main", []string{"refs/heads/main", "refs/heads/maintenance"}, 2},
		{"searched by a kind", "&search=refs/t", []string{"refs/tags/main", "refs/tags/v1", "refs/tags/v2"}, 3},
		{"searched by what all begin with", "&search=refs/&type=tag", []string{"refs/tags/main", "refs/tags/v1", "refs/tags/v2"}, 3},
		{"searched for what is neither branch nor tag", "&search=refs/pull/", nil, 0},
		{"searched in vain", "&search=nothing", nil, 0},
		{"searched for what no name holds", "&search=a%20b*", nil, 0},
		{"a page", "&page=2&itemsPerPage=3", []string{"refs/heads/refs/odd", "refs/tags/main", "refs/tags/v1"}, 7},
		{"the last page", "&page=3&itemsPerPage=3", []string{"refs/tags/v2"}, 7},
		{"a page beyond", "&page=4&itemsPerPage=3", nil, 7},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := askWell[list.List[git.Reference]](t, opened, refsPath, "repository="+repository+test.query)
			var names []string
			for _, item := range got.Items {
				names = append(names, item.Ref)
				if item.Default != (item.Ref == "refs/heads/main") {
					t.Errorf("%s is the default: %t", item.Ref, item.Default)
				}
				if want := upstream.run("rev-parse", item.Ref); item.Revision != want {
					t.Errorf("%s is at %s, want %s", item.Ref, item.Revision, want)
				}
			}
			if !slices.Equal(names, test.want) || got.ListMeta.TotalItems != test.total {
				t.Errorf("%d in all, %v; want %d, %v", got.ListMeta.TotalItems, names, test.total, test.want)
			}
		})
	}
	got, err := ask(t, opened, refsPath, "repository="+repository+"&search=v2")
	want := fmt.Sprintf(`{"listMeta":{"totalItems":1},"items":[{"name":"v2","ref":"refs/tags/v2","type":"tag","revision":"%s","peeled":"%s"}]}`,
		upstream.run("rev-parse", "v2"), second)
	if err != nil || got != want {
		t.Errorf("answer %s, error %v\nwant   %s", got, err, want)
	}
}

func TestRepositoriesAndCredentials(t *testing.T) {
	upstream := startGit(t)
	upstream.fill()
	base := upstream.server.URL()
	origin := strings.TrimSuffix(base, "/scm")
	for _, test := range []struct {
		name, base, query string
		code              int32
		want              string
	}{
		{"a path", base, "repository=" + repository, 200, ""},
		{"a path with slashes around it", base, "repository=/" + repository + "/", 200, ""},
		{"a whole URL", base, "repository=" + base + "/" + repository, 200, ""},
		{"the address itself", base + "/" + repository, "repository=" + base + "/" + repository, 200, ""},
		{"an empty repository is no error", base, "repository=team/empty.git", 200, ""},
		{"none", base, "", 400, "parameter repository: it is required"},
		{"an empty one", base, "repository=", 400, "parameter repository: it is required"},
		{"another host", base, "repository=http://127.0.0.1:1/" + repository, 400, "parameter repository"},
		{"out of the address", base, "repository=" + origin + "/" + repository, 400, "parameter repository"},
		{"a user", base, "repository=" + strings.Replace(base, "://", "://a:b@", 1) + "/" + repository, 400, "parameter repository"},
		{"dots", base, "repository=../" + repository, 400, "parameter repository"},
		{"encoded dots", base, "repository=%252e%252e/" + repository, 400, "parameter repository"},
		{"a query", base, "repository=" + repository + "%3Fa=b", 400, "parameter repository"},
		{"a control character", base, "repository=team%0aapp.git", 400, "parameter repository"},
		{"one that is not there", base, "repository=team/missing.git", 404, "does not have this"},
		{"no type of references", base, "repository=" + repository + "&type=note", 400, "parameter type: it must be branch or tag"},
		{"no page", base, "repository=" + repository + "&page=0", 400, "parameter page"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if err := upstream.server.CreateRepository("team/empty.git"); err != nil {
				t.Fatal(err)
			}
			_, err := ask(t, open(t, withPassword(test.base)), refsPath, test.query)
			if test.code != http.StatusOK {
				expectStatus(t, err, test.code, test.want)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
	_, err := ask(t, open(t, anonymous(base)), refsPath, "repository="+repository)
	expectStatus(t, err, http.StatusUnauthorized, "wants a credential")
	upstream.server.SetPassword("another")
	_, err = ask(t, open(t, withPassword(base)), refsPath, "repository="+repository)
	expectStatus(t, err, http.StatusUnauthorized, "did not accept the credential")
}
