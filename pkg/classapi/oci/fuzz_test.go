// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci

import (
	"net/url"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/target"
)

const home = "https://registry.example.com/images"

func homeAddress(t testing.TB) target.Address {
	t.Helper()
	address, err := target.ParseAddress(home)
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// FuzzNextQuery holds what is taken of a link against what the link means.
func FuzzNextQuery(f *testing.F) {
	for _, seed := range []string{
		`</v2/a/tags/list?last=b&n=1>; rel="next"`, `<?last=b>`, `<https://registry.example.com:443/images/v2/a/tags/list?last=b>`,
		`<//169.254.169.254/v2/a/tags/list?last=b>`, `<http://u:p@registry.example.com/v2/a/tags/list>`, `<>`, `<%zz>`, `<?a=>&b=c>`, `none`,
	} {
		f.Add(seed)
	}
	const path = "/v2/a/tags/list"
	address := homeAddress(f)
	asked, err := url.Parse(home + path)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, link string) {
		query, err := nextQuery(link, address, asked, path)
		if err != nil {
			return
		}
		next := *asked
		next.RawQuery = query
		if read, err := url.Parse(next.String()); err != nil || read.RawQuery != query || !address.Matches(read, "") || read.Path != asked.Path {
			t.Errorf("the link %q leads to %s: %v", link, next.String(), err)
		}
		if strings.ContainsAny(query, "<>\r\n#") || len(query) > maxLinkBytes {
			t.Errorf("the link %q has the query %q", link, query)
		}
	})
}

// FuzzNames wants all that is accepted to be asked for by a path of the distribution API, letter by letter.
func FuzzNames(f *testing.F) {
	for _, seed := range [][2]string{
		{"library/app", "v1"}, {"registry.example.com/library/app", "sha256:" + strings.Repeat("0", 64)}, {"../admin", ".."},
		{"registry.example.com:443/a", "v1/../v2"}, {"a//b", "%2e%2e"}, {"localhost/a", ""}, {"A", "v1@sha256:00"},
	} {
		f.Add(seed[0], seed[1])
	}
	address := homeAddress(f)
	f.Fuzz(func(t *testing.T, repository, reference string) {
		query := url.Values{"repository": {repository}, parameterReference: {reference}}
		named, err := repositoryOf(address, query)
		if err != nil {
			return
		}
		name := named.RepositoryStr()
		if !strings.HasSuffix(repository, name) || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789._-/") != "" {
			t.Errorf("repository %q is taken for %q", repository, name)
		}
		what, err := referenceOf(named, query)
		if err != nil {
			return
		}
		path := "/v2/" + name + "/manifests/" + what.Identifier()
		if joined, err := address.Join(path); err != nil || joined != address.Prefix()+path || what.Identifier() != reference {
			t.Errorf("%q of %q is asked for at %q: %v", reference, repository, joined, err)
		}
	})
}
