// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package demo_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/demo"
	"connectors.alauda.io/hack/local/stack"
)

const namespace = "connectors-demo"

func TestDemonstration(t *testing.T) {
	config, admin := start(t)
	t.Run("that fails", func(t *testing.T) { testFailure(t, config, admin) })
	t.Run("that succeeds", func(t *testing.T) { testSuccess(t, config, admin) })
}

func testSuccess(t *testing.T, config demo.Config, admin kubernetes.Interface) {
	story := &bytes.Buffer{}
	config.Out = story
	var credentials map[string]string
	config.Then = func(ctx context.Context) error {
		credentials = collect(t, admin, config.Dir)
		t.Run("what it suggests works", func(t *testing.T) { trySuggestions(t, config.Root, story.String()) })
		t.Run("a second one is refused", func(t *testing.T) {
			if err := demo.Run(ctx, config); err == nil || !strings.Contains(err.Error(), "another demonstration") {
				t.Errorf("error %v, want one about another demonstration", err)
			}
		})
		return nil
	}
	if err := demo.Run(t.Context(), config); err != nil {
		t.Fatalf("%v\n%s", err, story)
	}
	for name, credential := range credentials {
		t.Run(name+" is shown nowhere", func(t *testing.T) { lookFor(t, credential, story.Bytes(), config.Dir) })
	}
	t.Run("nothing is left", func(t *testing.T) { checkTidy(t, admin, config.Dir) })
}

// testFailure looks for the step that failed, and for where the logs are, in the error.
func testFailure(t *testing.T, config demo.Config, admin kubernetes.Interface) {
	// Without git the first step cannot start its server.
	t.Setenv("PATH", t.TempDir())
	err := demo.Run(t.Context(), config)
	if err == nil {
		t.Fatal("it succeeded without git")
	}
	for _, want := range []string{"step 0", "git should be installed", filepath.Join(config.Dir, "log")} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error should say %q, and is: %v", want, err)
		}
	}
	checkTidy(t, admin, config.Dir)
}

// start returns the configuration of a demonstration in a stack of its own.
func start(t *testing.T) (demo.Config, kubernetes.Interface) {
	t.Helper()
	root, err := cluster.FindRoot()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	running, err := stack.Start(t.Context(), stack.Config{Root: root, Cluster: cluster.Config{Dir: dir, FsyncOff: true}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := running.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	access, err := running.RESTConfig()
	if err != nil {
		t.Fatal(err)
	}
	admin, err := kubernetes.NewForConfig(access)
	if err != nil {
		t.Fatal(err)
	}
	return demo.Config{Cluster: running, Root: root, Dir: dir}, admin
}

// collect returns everything that opens something, by what it is.
func collect(t *testing.T, admin kubernetes.Interface, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, each := range []struct{ secret, key string }{{"git-password", "password"}, {"remote-token", "token"}} {
		secret, err := admin.CoreV1().Secrets(namespace).Get(t.Context(), each.secret, metav1.GetOptions{})
		if err != nil {
			t.Fatal(err)
		}
		found[each.secret] = string(secret.Data[each.key])
	}
	for _, name := range []string{"builder", "visitor", "old-password"} {
		file := filepath.Join(dir, "demo", name+".gitconfig")
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, header, _ := strings.Cut(string(content), "Authorization: ")
		words := strings.Fields(header)
		if len(words) < 2 {
			t.Fatalf("%s holds no Authorization header", file)
		}
		found["the header of "+name] = strings.Trim(words[1], `"`)
	}
	pod, err := clientcmd.LoadFromFile(filepath.Join(dir, "demo", "pod.kubeconfig"))
	if err != nil {
		t.Fatal(err)
	}
	proxy, err := url.Parse(pod.Clusters["pod"].ProxyURL)
	if err != nil {
		t.Fatal(err)
	}
	found["the token of the Pod"], _ = proxy.User.Password()
	return found
}

// trySuggestions types what the story says one could.
func trySuggestions(t *testing.T, root, story string) {
	_, suggestions, found := strings.Cut(story, "What to try next")
	if !found {
		t.Fatalf("nothing is suggested:\n%s", story)
	}
	script := []string{"set -ex"}
	for line := range strings.SplitSeq(suggestions, "\n") {
		if command, ok := strings.CutPrefix(line, "  $ "); ok {
			script = append(script, command)
		}
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-c", strings.Join(script, "\n"))
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
	output, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	for _, want := range []string{"ConnectorClass", "builder", "gitVersion", "refs/heads/main", "made-while-watching"} {
		if !strings.Contains(string(output), want) {
			t.Errorf("the output should hold %q:\n%s", want, output)
		}
	}
}

// lookFor fails the test if a credential is in the story or in a log.
func lookFor(t *testing.T, credential string, story []byte, dir string) {
	if bytes.Contains(story, []byte(credential)) {
		t.Error("it is in the story")
	}
	logs, err := filepath.Glob(filepath.Join(dir, "log", "*"))
	if err != nil || len(logs) == 0 {
		t.Fatalf("no logs in %s: %v", dir, err)
	}
	for _, log := range logs {
		content, err := os.ReadFile(log)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte(credential)) {
			t.Errorf("it is in %s", log)
		}
	}
}

// checkTidy fails the test unless the cluster becomes as it was.
func checkTidy(t *testing.T, admin kubernetes.Interface, dir string) {
	t.Helper()
	var last error
	gone := func(ctx context.Context) (bool, error) {
		_, last = admin.CoreV1().Namespaces().Get(ctx, namespace, metav1.GetOptions{})
		return apierrors.IsNotFound(last), nil
	}
	if err := wait.PollUntilContextTimeout(t.Context(), 50*time.Millisecond, 3*time.Minute, true, gone); err != nil {
		t.Errorf("namespace %s stays: %v", namespace, errors.Join(err, last))
	}
	flags, err := admin.CoreV1().ConfigMaps("connectors-system").Get(t.Context(), "connectors-config", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(flags.Data); got != "map[enable-custom-ca-certs:false]" {
		t.Errorf("feature flags %s, want the one that was there, false", got)
	}
	running, err := cluster.Running(filepath.Join(dir, "remote"))
	if err != nil || len(running) > 0 {
		t.Errorf("of the other cluster still runs %v (error %v)", running, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "demo")); !os.IsNotExist(err) {
		t.Errorf("the files are still there: %v", err)
	}
}
