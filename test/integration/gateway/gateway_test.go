// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	localstack "connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/test/integration/harness"
)

// The token stands where a password would: in the URL, as git is used to.
func TestGitClonesAndPushes(t *testing.T) {
	tl := newTool(t, "git")
	home := t.TempDir()
	git := func(dir string, args ...string) {
		t.Helper()
		command := exec.CommandContext(t.Context(), "git", args...)
		command.Dir = filepath.Join(home, dir)
		command.Env = []string{
			"PATH=" + os.Getenv("PATH"), "HOME=" + home, "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0",
			"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com",
		}
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", args[0], err, out)
		}
	}
	repositoryURL := strings.Replace(tl.pathURL(), "://", "://any:"+tl.token+"@", 1) + "/" + repository
	git("", "init", "-b", "main", "work")
	if err := os.WriteFile(filepath.Join(home, "work", "file"), make([]byte, 2<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	git("work", "add", "-A")
	git("work", "commit", "-m", "first")
	git("work", "push", repositoryURL, "main")
	for _, version := range []string{"0", "2"} {
		git("", "-c", "protocol.version="+version, "clone", repositoryURL, "again-"+version)
		git("again-"+version, "fsck")
	}
	for _, request := range tl.server.Requests() {
		if request.Authorization.Is("Bearer "+tl.token) || request.Authorization.Username == "any" {
			t.Errorf("%s %s: the token reached the tool", request.Method, request.Path)
		}
	}
	expectLogWithout(t, tl.token, tl.password, base64.StdEncoding.EncodeToString([]byte(username+":"+tl.password)))
}

func TestConnectorByHostAndByPath(t *testing.T) {
	plain, dotted := newTool(t, "git"), newTool(t, "git.example.com")
	endpoint := localstack.ProxyEndpoint(stack.Cluster())
	for _, test := range []struct {
		name, url, host string
		tool            tool
		code            int
	}{
		{"path", plain.pathURL() + refs, "", plain, http.StatusOK},
		{"Host of the status", endpoint + refs, plain.host(t), plain, http.StatusOK},
		{"Host in short, with a port", endpoint + refs, "c-git." + plain.connector.Namespace + ".svc:80", plain, http.StatusOK},
		{"a hashed Host", endpoint + refs, dotted.host(t), dotted, http.StatusOK},
		{"Host and path agree", plain.pathURL() + refs, plain.host(t), plain, http.StatusOK},
		{"Host and path disagree", plain.pathURL() + refs, dotted.host(t), plain, http.StatusBadRequest},
		{"neither", endpoint + refs, "", plain, http.StatusNotFound},
	} {
		t.Run(test.name, func(t *testing.T) {
			response, body := ask(t, test.url, test.host, "Bearer "+test.tool.token)
			if response.StatusCode != test.code {
				t.Errorf("%s: %s, want %d", response.Status, body, test.code)
			}
		})
	}
}

func TestWhoMayNotIsRefused(t *testing.T) {
	tl := newTool(t, "git")
	stranger := stack.ServiceAccount(t, tl.connector.Namespace)
	reader := stack.ServiceAccount(t, tl.connector.Namespace, "connectors-connector-viewer-role")
	missing := strings.Replace(tl.pathURL(), "/connectors/git", "/connectors/missing", 1)
	for _, test := range []struct {
		name, url, authorization string
		code                     int
	}{
		{"no token", tl.pathURL() + refs, "", http.StatusUnauthorized},
		{"a token for the kube-apiserver", tl.pathURL() + refs, "Bearer " + tl.account.Token, http.StatusUnauthorized},
		{"a forged token", tl.pathURL() + refs, "Bearer " + tl.token[:len(tl.token)-6] + "AAAAAA", http.StatusUnauthorized},
		{"no JWT", tl.pathURL() + refs, "Bearer something", http.StatusUnauthorized},
		{"an account without rights", tl.pathURL() + refs, "Bearer " + tokenFor(t, stranger, audience), http.StatusForbidden},
		{"one that may only look", tl.pathURL() + refs, "Bearer " + tokenFor(t, reader, audience), http.StatusForbidden},
		{"a Connector that is not there, to one who may", missing + refs, "Bearer " + tl.token, http.StatusNotFound},
		{"a Connector that is not there, to one who may not", missing + refs, "Bearer " + tokenFor(t, stranger, audience), http.StatusForbidden},
	} {
		t.Run(test.name, func(t *testing.T) {
			arrived := tl.server.Count()
			response, body := ask(t, test.url, "", test.authorization)
			if response.StatusCode != test.code {
				t.Errorf("%s: %s, want %d", response.Status, body, test.code)
			}
			challenge := response.Header.Get("WWW-Authenticate")
			if asks := strings.HasPrefix(challenge, "Basic "); asks != (test.code == http.StatusUnauthorized) {
				t.Errorf("challenge %q", challenge)
			}
			for _, request := range tl.server.Requests()[arrived:] {
				if request.Authorization.Username != username {
					t.Errorf("the tool was asked with %s", request.Authorization)
				}
			}
		})
	}
}

// A token whose account is gone opens nothing soon.
func TestDeletedAccount(t *testing.T) {
	const soon = 20 * time.Second
	tl := newTool(t, "git")
	if response, body := ask(t, tl.pathURL()+refs, "", "Bearer "+tl.token); response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", response.Status, body)
	}
	accounts := harness.Kube(t, stack.Admin(t)).CoreV1().ServiceAccounts(tl.account.Namespace)
	if err := accounts.Delete(t.Context(), tl.account.Name, metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	harness.Within(t, soon, "the token is refused", func(context.Context) error {
		if response, _ := ask(t, tl.pathURL()+refs, "", "Bearer "+tl.token); response.StatusCode != http.StatusUnauthorized {
			return fmt.Errorf("still %s", response.Status)
		}
		return nil
	})
}
