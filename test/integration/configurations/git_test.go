// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package configurations_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/gitserver"
)

// newGit is git with the file of a volume as its global configuration.
func newGit(t *testing.T, dir string) program {
	t.Helper()
	return installed(t, "git", "GIT_CONFIG_GLOBAL="+filepath.Join(dir, ".gitconfig"), "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0",
		"http_proxy="+startRelay(t), "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com",
		"GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
}

// Users name repositories by the tool's own address.
func TestGitConfig(t *testing.T) {
	tm := newTeam(t)
	for _, f := range forges() {
		for name, address := range map[string]struct{ prefix, suffix string }{
			"whole host": {"", ""}, "slash at the end": {"", "/"},
			"path prefix": {"/scm", ""}, "path prefix and slash": {"/scm", "/"},
		} {
			t.Run(f.class+" "+name, func(t *testing.T) {
				server, tool, connector := f.open(t, tm, address.prefix, address.suffix)
				dir := tm.mount(t, connector, volume{configurations: []string{"gitconfig"}})
				useGit(t, newGit(t, dir), tool, tm.token)
				expectCredentials(t, server, tm.token)
			})
		}
	}
}

func useGit(t *testing.T, git program, tool, token string) {
	t.Helper()
	url := tool + "/" + repository
	git.run(t, "clone", "--quiet", url, "work")
	work := git.in("work")
	if err := os.WriteFile(filepath.Join(work.dir, "file"), []byte("content"), 0o600); err != nil {
		t.Fatal(err)
	}
	work.run(t, "add", "file")
	work.run(t, "commit", "--quiet", "--message=first")
	work.run(t, "push", "--quiet", "origin", "HEAD:main")
	if at := git.run(t, "ls-remote", url, "main"); !strings.HasPrefix(at, work.run(t, "rev-parse", "HEAD")) {
		t.Errorf("the branch is at %q", at)
	}
	git.run(t, "clone", "--quiet", "--branch=main", url, "again")
	if got := read(t, git.dir, "again", "file"); got != "content" {
		t.Errorf("the file holds %q", got)
	}
	if kept := read(t, work.dir, ".git", "config"); strings.Contains(kept, token) || !strings.Contains(kept, url) {
		t.Error("the clone should remember the address of the tool and no token")
	}
	// Other hosts are left alone, also those whose name or port begins in the same way.
	for _, other := range []string{tool + "0/" + repository, tool + ".example.com/" + repository, "https://other.example.com/a"} {
		if got := git.run(t, "ls-remote", "--get-url", other); got != other {
			t.Errorf("%s is asked for at %s", other, got)
		}
	}
}

// expectCredentials looks at what has arrived: the credential of the Connector, and nothing of the token.
func expectCredentials(t *testing.T, server *gitserver.Server, token string) {
	t.Helper()
	accepted := 0
	for _, request := range server.Requests() {
		if request.Authorization.Is("Bearer " + token) {
			t.Errorf("the token of the Pod arrived with %s %s", request.Method, request.Path)
		}
		if request.Accepted {
			accepted++
		}
	}
	if accepted == 0 {
		t.Error("nothing arrived with the credential")
	}
}

// An address may hold what git means something by.
func TestGitConfigOfOddAddresses(t *testing.T) {
	tm := newTeam(t)
	_, _, connector := forges()[0].open(t, tm, "", "")
	for _, address := range []string{"https://git.example.com/a;b", `https://git.example.com/a"b`, "https://git.example.com/%23/"} {
		connector.Spec.Address = address
		dir := tm.mount(t, connector, volume{configurations: []string{"gitconfig"}})
		want := strings.TrimSuffix(connector.Status.Proxy.HTTPAddress.URL, "/") + "/x"
		if got := newGit(t, dir).run(t, "ls-remote", "--get-url", strings.TrimSuffix(address, "/")+"/x"); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}

// GitHub's API is at another host, which gets the token as well.
func TestAPIOfGitHub(t *testing.T) {
	tm := newTeam(t)
	const token = "a-token-of-github"
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "x-access-token" || password != token {
			w.WriteHeader(http.StatusUnauthorized)
		}
	}))
	t.Cleanup(api.Close)
	page := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(page.Close)
	connector := tm.connect(t, v1alpha1.ConnectorSpec{
		ConnectorClassName: "github", Address: page.URL,
		AddressExtensions: []v1alpha1.Param{{Name: "api", Value: v1alpha1.NewStringValue(api.URL)}},
		Auth: &v1alpha1.ConnectorAuth{Name: "token", SecretRef: &v1alpha1.SecretReference{
			Name: tm.secret(t, v1alpha1.SecretTypeBearerToken, map[string]string{"token": token}),
		}},
	})
	dir := tm.mount(t, atThisMachine(t, connector), volume{})
	installed(t, "curl").run(t, "--silent", "--show-error", "--fail", "--proxy", read(t, dir, "http.proxy"), api.URL+"/user")
}
