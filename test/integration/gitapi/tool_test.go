// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gitapi_test

import (
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/test/gitserver"
	"connectors.alauda.io/test/integration/harness"
)

const (
	userRole   = "connectors-connector-user-role"
	repository = "org/repo.git"
	username   = "robot"
	// secretName is that of the Secret with the password of a tool.
	secretName = "password"
)

// tool is a Git server with one repository, and the password that it wants.
type tool struct {
	t        *testing.T
	server   *gitserver.Server
	password string
}

func newTool(t *testing.T, config *tls.Config) *tool {
	t.Helper()
	made := &tool{t: t, password: rand.Text()}
	var err error
	made.server, err = gitserver.Start(gitserver.Config{Dir: t.TempDir(), Username: username, Password: made.password, TLS: config})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := made.server.Close(); err != nil {
			t.Error(err)
		}
		made.expectLogsWithoutPassword()
	})
	if err := made.server.CreateRepository(repository); err != nil {
		t.Fatal(err)
	}
	return made
}

func (tl *tool) git(args ...string) string {
	tl.t.Helper()
	command := exec.Command("git", append([]string{"--git-dir", tl.server.RepositoryDir(repository)}, args...)...)
	command.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + tl.t.TempDir(), "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=b", "GIT_COMMITTER_EMAIL=b@example.com",
	}
	out, err := command.CombinedOutput()
	if err != nil {
		tl.t.Fatalf("git %s: %v\n%s", args[0], err, out)
	}
	return strings.TrimSpace(string(out))
}

// fill makes a commit that branch main, two releases and an annotated tag point at, and returns it.
func (tl *tool) fill() string {
	tl.t.Helper()
	commit := tl.git("commit-tree", tl.git("mktree", "--missing"), "-m", "first")
	for _, name := range []string{"refs/heads/main", "refs/heads/release-1", "refs/heads/release-2"} {
		tl.git("update-ref", name, commit)
	}
	tl.git("tag", "--annotate", "-m", "one", "v1", commit)
	return commit
}

// asked is how often the tool was asked for a path that ends like this, with the right password.
func (tl *tool) asked(suffix string) int {
	n := 0
	for _, request := range tl.server.Requests() {
		if request.Accepted && strings.HasSuffix(request.Path, suffix) {
			n++
		}
	}
	return n
}

// public is the server as one that wants no password.
func (tl *tool) public() string {
	return tl.behind(func(r *http.Request) { r.SetBasicAuth(username, tl.password) })
}

// speaking is the server as one that knows no later version of the protocol; 0 is one that has never heard of versions.
func (tl *tool) speaking(version int) string {
	return tl.behind(func(r *http.Request) {
		r.Header.Del("Git-Protocol")
		if version > 0 {
			r.Header.Set("Git-Protocol", fmt.Sprintf("version=%d", version))
		}
	})
}

// behind is the URL of the server with requests as edit makes them.
func (tl *tool) behind(edit func(*http.Request)) string {
	tl.t.Helper()
	to, err := url.Parse(tl.server.URL())
	if err != nil {
		tl.t.Fatal(err)
	}
	front := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		edit(r.Out)
	}})
	tl.t.Cleanup(front.Close)
	return front.URL
}

// store keeps the password in a Secret of the namespace.
func (tl *tool) store(namespace string) {
	tl.t.Helper()
	_, err := harness.Kube(tl.t, stack.Admin(tl.t)).CoreV1().Secrets(namespace).Create(tl.t.Context(), &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: secretName}, Type: corev1.SecretTypeBasicAuth,
		StringData: map[string]string{"username": username, "password": tl.password},
	}, metav1.CreateOptions{})
	if err != nil {
		tl.t.Fatal(err)
	}
}

// issue makes a server one whose certificate the authority vouches for.
func issue(t *testing.T, authority harness.Authority) *tls.Config {
	t.Helper()
	certificate := authority.Issue(t, func(*x509.Certificate) {})
	return &tls.Config{Certificates: []tls.Certificate{certificate}}
}
