// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/node"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// With the driver at its most talkative, credentials are where they belong: those of tools in Secrets only, tokens in volumes only.
func TestCredentialsAreToldToNobody(t *testing.T) {
	addDriverArgs(t, "--v=10")
	tm, f := newTeam(t, userRole), newForge(t, "robot")
	tm.connect(t, "git", tm.forgeSpec(t, "git", f))
	tm.connect(t, "telltale", v1alpha1.ConnectorSpec{
		ConnectorClassName: class(t, map[string]string{"file": "{{ fail .context.token }}"}), Address: f.address,
	})
	app := pod("app", inline(volume("git", "gitconfig")))
	addVolume(app, "short", inline(volume("git", "gitconfig", "token.expiration", "10m")))
	tm.create(t, pod("broken", inline(volume("telltale", "config"))))
	tm.run(t, app)
	tm.exec(t, "app", byVariable+"; git ls-remote "+f.address+"/"+repository)
	tm.awaitEvent(t, "broken", `configuration "config", file "file"`)

	secrets := []string{f.secret, base64.StdEncoding.EncodeToString([]byte("robot:" + f.secret))}
	expectNone(t, "in the Pod", tm.exec(t, "app", "cat /proc/1/environ; cat /connectors/..data/* /connectors/..data/.[!.]* /short/..data/.[!.]*"), secrets)
	for _, dir := range []string{mountPath, "/short"} {
		token := tm.exec(t, "app", "cat "+dir+"/context.token")
		// Whoever cuts off the signature leaves what is no credential.
		secrets = append(secrets, token[strings.LastIndexByte(token, '.')+1:])
	}
	expectNone(t, "in the Pod's environment", tm.exec(t, "app", "cat /proc/1/environ"), secrets)
	expectNone(t, "in Events", stack.Kubectl(t, "get", "events", "--all-namespaces", "--output=json"), secrets)
	expectNone(t, "in Pods", stack.Kubectl(t, "get", "pods", "--all-namespaces", "--output=json"), secrets)
	connectors, err := kubectl(t.Context(), "", "get", "connectors", "--all-namespaces", "--output=json")
	if err != nil {
		t.Fatal(err)
	}
	expectNone(t, "in Connectors", connectors, secrets)
	files, talked := logFiles(t), false
	for _, file := range files {
		content, err := os.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) {
			continue // the kubelet clears away what Pods that are gone have logged
		}
		if err != nil {
			t.Fatal(err)
		}
		expectNone(t, "in "+file, string(content), secrets)
		// What the client library says of a request tells that it would say more.
		talked = talked || strings.Contains(file, driver) && strings.Contains(string(content), tm.namespace+"/connectors/git")
	}
	if !talked {
		t.Errorf("there is no log of the driver about its requests among %q", files)
	}
}

func expectNone(t *testing.T, where, text string, secrets []string) {
	t.Helper()
	for i, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("%s there is credential %d", where, i)
		}
	}
}

// logFiles are the logs of all Pods and of what runs them.
func logFiles(t *testing.T) []string {
	t.Helper()
	root, err := node.Root(stack.Cluster())
	if err != nil {
		t.Fatal(err)
	}
	files := []string{stack.Cluster().LogFile(node.Kubelet), stack.Cluster().LogFile(node.Containerd), stack.Cluster().LogFile(cluster.KubeAPIServer)}
	err = filepath.WalkDir(filepath.Join(root, "var", "log", "pods"), func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // cleared away meanwhile
		}
		if err == nil && entry.Type().IsRegular() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
