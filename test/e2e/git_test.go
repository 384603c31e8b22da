// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"testing"

	corev1 "k8s.io/api/core/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// forgeSpec is a Connector to a forge.
func (tm team) forgeSpec(t *testing.T, class string, f forge) v1alpha1.ConnectorSpec {
	t.Helper()
	auth := &v1alpha1.ConnectorAuth{Name: "token"}
	kind, data := corev1.SecretType(v1alpha1.SecretTypeBearerToken), map[string]string{"token": f.secret}
	if class == "git" {
		auth.Name, kind, data = "basicAuth", corev1.SecretTypeBasicAuth, map[string]string{"username": f.username, "password": f.secret}
	}
	if class != "gitlab" {
		auth.Params = []v1alpha1.Param{{Name: "repository", Value: v1alpha1.NewStringValue(repository)}}
	}
	auth.SecretRef = &v1alpha1.SecretReference{Name: tm.secret(t, kind, data)}
	return v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: f.address, Auth: auth}
}

// How git is told where its configuration is.
const (
	byVariable = "export GIT_CONFIG_GLOBAL=/connectors/.gitconfig"
	byHome     = "export HOME=/connectors"
)

// Users name a repository by the address of the tool.
func TestGitFromPod(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ class, username, told string }{
		{"git", "robot", byVariable}, {"gitlab", "oauth2", byHome}, {"github", "x-access-token", byVariable},
	} {
		t.Run(test.class, func(t *testing.T) {
			t.Parallel()
			tm, f := newTeam(t, userRole), newForge(t, test.username)
			tm.connect(t, test.class, tm.forgeSpec(t, test.class, f))
			tm.run(t, pod("app", inline(volume(test.class, "gitconfig"))))
			got := tm.exec(t, "app", test.told+`
				export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
				cd /tmp && git clone --quiet `+f.address+"/"+repository+` work 2>/tmp/warnings && cd work
				echo content > file && git add file && git commit --quiet --message=first && git push --quiet origin HEAD:main
				cd /tmp && git clone --quiet --branch=main `+f.address+"/"+repository+` again && cat again/file`)
			if got != "content" {
				t.Errorf("the file that was pushed and fetched holds %q", got)
			}
			expectArrived(t, f, tm.file(t, "app", "context.token"))
		})
	}
}

// expectArrived looks at the requests: the tool has seen its own credential, and nothing of the Pod's token.
func expectArrived(t *testing.T, f forge, token string) {
	t.Helper()
	accepted := 0
	for _, request := range f.git.Requests() {
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
