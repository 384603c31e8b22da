// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxy_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/gitserver"
	"connectors.alauda.io/test/integration/harness"
)

// A gitClient is git with nothing but a token for the Connector.
type gitClient struct {
	home, url, token string
}

func newGitClient(t *testing.T, by way, c *v1alpha1.Connector, token string) gitClient {
	t.Helper()
	g := gitClient{home: t.TempDir(), url: by.host + proxyPath(c) + "/project.git", token: token}
	if err := os.WriteFile(filepath.Join(g.home, "ca.crt"), by.ca, 0o600); err != nil {
		t.Fatal(err)
	}
	return g
}

// run runs git in a directory of its home.
func (g gitClient) run(ctx context.Context, dir string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, "git", args...)
	command.Dir = filepath.Join(g.home, dir)
	command.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + g.home, "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com",
		"GIT_CONFIG_COUNT=3",
		"GIT_CONFIG_KEY_0=http.extraHeader", "GIT_CONFIG_VALUE_0=Authorization: Bearer " + g.token,
		"GIT_CONFIG_KEY_1=http.sslCAInfo", "GIT_CONFIG_VALUE_1=" + filepath.Join(g.home, "ca.crt"),
		"GIT_CONFIG_KEY_2=init.defaultBranch", "GIT_CONFIG_VALUE_2=main",
	}
	out, err := command.CombinedOutput()
	if err != nil {
		return string(out), fmt.Errorf("git %s: %w: %s", strings.Join(args, " "), err, out)
	}
	return string(out), nil
}

func (g gitClient) must(t *testing.T, dir string, args ...string) string {
	t.Helper()
	out, err := g.run(t.Context(), dir, args...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A ServiceAccount that has never seen the password clones and pushes; whoever may only get does not.
func TestGit(t *testing.T) {
	r := newRoom(t)
	password := newCredential()
	server, err := gitserver.Start(gitserver.Config{Dir: t.TempDir(), Username: username, Password: password, PathPrefix: "/scm"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := server.CreateRepository("project.git"); err != nil {
		t.Fatal(err)
	}
	secret := r.newSecret(t, basicAuth, password)
	connector := r.createConnector(t, &v1alpha1.Connector{Spec: v1alpha1.ConnectorSpec{
		ConnectorClassName: "git", Address: server.URL(),
		Auth: &v1alpha1.ConnectorAuth{Name: "basicAuth", SecretRef: &v1alpha1.SecretReference{Name: secret}},
	}})
	large := make([]byte, 3<<20) // more than git sends in one piece
	if _, err := rand.Read(large); err != nil {
		t.Fatal(err)
	}
	r.eachWay(t, func(t *testing.T, by way) {
		g := newGitClient(t, by, connector, r.token)
		g.must(t, "", "clone", g.url, "work")
		if err := os.WriteFile(filepath.Join(g.home, "work", "file-"+by.name[:2]), large, 0o600); err != nil {
			t.Fatal(err)
		}
		g.must(t, "work", "add", "-A")
		g.must(t, "work", "commit", "-m", "by "+by.name)
		g.must(t, "work", "push", "origin", "HEAD")
		for _, version := range []string{"0", "2"} {
			clone := "again-" + version
			g.must(t, "", "-c", "protocol.version="+version, "clone", g.url, clone)
			if g.must(t, clone, "rev-parse", "HEAD") != g.must(t, "work", "rev-parse", "HEAD") {
				t.Errorf("protocol %s: the clone has another head", version)
			}
			g.must(t, clone, "fsck")
		}
		r.rotateGit(t, g, server, secret)
	})
	for _, request := range server.Requests() {
		if !request.Authorization.Is(wanted(basicAuth, password)) && request.Accepted {
			continue // after the rotation
		}
		if !request.Accepted && request.Authorization.Username != username {
			t.Errorf("the server was asked with %s", request.Authorization)
		}
	}
	reader := stack.ServiceAccount(t, r.namespace)
	stack.Allow(t, reader, rule("connectors", nil, "get"), rule("connectors/proxy", nil, "get"))
	r.eachWay(t, func(t *testing.T, by way) {
		g := newGitClient(t, by, connector, reader.Token)
		if out, err := g.run(t.Context(), "", "clone", g.url, "work"); err == nil || !strings.Contains(out, "403") {
			t.Errorf("a clone without create: %v", err)
		}
	})
}

// rotateGit changes the password at the server and in the Secret: the next clone works.
func (r room) rotateGit(t *testing.T, g gitClient, server *gitserver.Server, secret string) {
	t.Helper()
	password := newCredential()
	server.SetPassword(password)
	if _, err := g.run(t.Context(), "", "ls-remote", g.url); err == nil {
		t.Error("the old password still opens the server")
	}
	r.rotate(t, secret, basicAuth, password)
	harness.Within(t, inForce+5*time.Second, "the next use works", func(ctx context.Context) error {
		_, err := g.run(ctx, "", "ls-remote", g.url)
		return err
	})
}
