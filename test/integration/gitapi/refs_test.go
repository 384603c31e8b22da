// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gitapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// As users are told to: by kubectl, with the path that the status names.
func TestKubectlListsReferences(t *testing.T) {
	tl := newTool(t, nil)
	commit := tl.fill()
	connector := tl.connect()
	path := stack.Kubectl(t, "-n", connector.Namespace, "get", "connector", connector.Name, "-o", "jsonpath={.status.api.path}")
	var answer references
	text := stack.Kubectl(t, "get", "--raw", path+"/git/refs?repository="+repository)
	if err := json.Unmarshal([]byte(text), &answer); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	want := []reference{
		{"main", "refs/heads/main", "branch", commit, "", true},
		{"release-1", "refs/heads/release-1", "branch", commit, "", false},
		{"release-2", "refs/heads/release-2", "branch", commit, "", false},
		{"v1", "refs/tags/v1", "tag", tl.git("rev-parse", "v1"), commit, false},
	}
	if fmt.Sprint(answer.Items) != fmt.Sprint(want) || answer.ListMeta.TotalItems != len(want) {
		t.Errorf("answer %+v, want %+v", answer, want)
	}
}

func TestReferencesInEveryVersion(t *testing.T) {
	tl := newTool(t, nil)
	commit := tl.fill()
	namespace := stack.Namespace(t)
	tl.store(namespace)
	for version, address := range map[string]string{
		"version 2": tl.server.URL(), "version 1": tl.speaking(1), "version 0": tl.speaking(0), "public": tl.public(),
	} {
		t.Run(version, func(t *testing.T) {
			spec := private(address)
			if version == "public" {
				spec.Auth = nil
			}
			connector := connect(t, namespace, spec)
			for query, want := range map[string]string{
				"":                                "refs/heads/main refs/heads/release-1 refs/heads/release-2 refs/tags/v1 of 4",
				"&type=tag":                       "refs/tags/v1 of 1",
				"&search=release-":                "refs/heads/release-1 refs/heads/release-2 of 2",
				"&search=refs/heads/main":         "refs/heads/main of 1",
				"&page=2&itemsPerPage=3":          "refs/tags/v1 of 4",
				"&page=9":                         " of 4",
				"&search=release-&itemsPerPage=1": "refs/heads/release-1 of 2",
			} {
				got, err := list(t, connector, "repository="+repository+query)
				if is := fmt.Sprintf("%s of %d", got.names(), got.ListMeta.TotalItems); err != nil || is != want {
					t.Errorf("%q: %s, error %v; want %s", query, is, err, want)
				}
			}
			text, err := ask(t, stack.Admin(t), connector, "/git/commit", "repository="+repository+"&ref=v1")
			if err != nil || !strings.Contains(string(text), `"sha":"`+commit+`"`) {
				t.Errorf("commit %s, error %v", text, err)
			}
		})
	}
}

func TestWhatIsRefused(t *testing.T) {
	tl := newTool(t, nil)
	tl.fill()
	namespace := stack.Namespace(t)
	tl.store(namespace)
	connector := connect(t, namespace, private(tl.server.URL()))
	elsewhere := newTool(t, nil)
	elsewhere.fill()
	for _, test := range []struct {
		name, query string
		code        int32
		want        string
	}{
		{"no repository", "", 400, "parameter repository"},
		{"another host", "repository=" + url.QueryEscape(elsewhere.server.URL()+"/"+repository), 400, "parameter repository"},
		{"a user", "repository=" + url.QueryEscape("http://a:b@127.0.0.1/"+repository), 400, "parameter repository"},
		{"dots", "repository=../" + repository, 400, "parameter repository"},
		{"a page that is no number", "repository=" + repository + "&page=NaN", 400, "parameter page"},
		{"no such repository", "repository=org/missing.git", 404, "the tool"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := list(t, connector, test.query)
			expectStatus(t, err, test.code, test.want)
		})
	}
	if n := elsewhere.server.Count(); n != 0 {
		t.Errorf("another host was asked %d times", n)
	}
	viewer := stack.ServiceAccount(t, namespace, "connectors-connector-viewer-role")
	_, err := ask(t, viewer.As(stack.Admin(t)), connector, "/git/refs", "repository="+repository)
	expectStatus(t, err, http.StatusForbidden, "connectors/api")
	user := stack.ServiceAccount(t, namespace, userRole)
	if _, err := ask(t, user.As(stack.Admin(t)), connector, "/git/refs", "repository="+repository); err != nil {
		t.Errorf("an account with the role of users: %v", err)
	}
	tl.server.SetPassword("another")
	_, err = list(t, connector, "repository="+repository)
	expectStatus(t, err, http.StatusUnauthorized, "did not accept the credential")
}

// What the class does not describe is the server's own.
func TestOtherPathsAreThoseOfTheServer(t *testing.T) {
	tl := newTool(t, nil)
	tl.fill()
	connector := tl.connect()
	text, err := ask(t, stack.Admin(t), connector, "/"+repository+"/HEAD", "")
	if err != nil || string(text) != "ref: refs/heads/main\n" {
		t.Errorf("HEAD is %q, error %v", text, err)
	}
}
