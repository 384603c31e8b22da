// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"

	"connectors.alauda.io/test/integration/harness"
)

// The kubeconfig of class k8s works with kubectl as it is, with and without a path prefix.
func TestKubectl(t *testing.T) {
	address, authority := newPrefixed(t)
	for _, test := range []struct{ name, address, authority string }{
		{"whole host", stack.Cluster().Endpoint(), string(stack.Cluster().CA())},
		{"path prefix", address, authority},
	} {
		t.Run(test.name, func(t *testing.T) {
			tl, n := newTool(t, test.address, test.authority), newNode(t)
			t.Run("objects", func(t *testing.T) { tl.expectObjects(t) })
			t.Run("watch", func(t *testing.T) { tl.expectWatch(t) })
			t.Run("logs -f", func(t *testing.T) { tl.expectLogs(t, n) })
			t.Run("exec", func(t *testing.T) { tl.expectExec(t, n) })
			t.Run("cp", func(t *testing.T) { tl.expectCopy(t, n) })
			t.Run("port-forward", func(t *testing.T) { tl.expectPortForward(t, n) })
			t.Run("client-go", func(t *testing.T) { tl.expectClientGo(t) })
			expectLogWithout(t, tl.token, tl.credential, "fake-token")
		})
	}
}

// kubectl runs with the kubeconfig and nothing else of the stack.
func (tl *tool) kubectl(t *testing.T, input string, args ...string) string {
	t.Helper()
	return stack.KubectlInput(t, input, append([]string{"--kubeconfig", tl.kubeconfig}, args...)...)
}

func (tl *tool) expectObjects(t *testing.T) {
	if who := tl.kubectl(t, "", "auth", "whoami", "-o", "jsonpath={.status.userInfo.username}"); who != tl.robot {
		t.Errorf("the cluster sees %q, want %q", who, tl.robot)
	}
	if out := tl.kubectl(t, "", "get", "namespaces", "-o", "name"); !strings.Contains(out, "namespace/kube-system") {
		t.Errorf("namespaces: %s", out)
	}
	object := "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: applied, namespace: " + tl.connector.Namespace + "}\ndata: {key: value}\n"
	for _, args := range [][]string{{"apply", "-f", "-"}, {"apply", "--server-side", "--force-conflicts", "-f", "-"}, {"diff", "-f", "-"}} {
		tl.kubectl(t, object, args...)
	}
	get := []string{"-n", tl.connector.Namespace, "get", "configmap", "applied", "-o", "jsonpath={.data.key}"}
	tl.kubectl(t, "", "-n", tl.connector.Namespace, "delete", "configmap", "applied", "--dry-run=server")
	if out := tl.kubectl(t, "", get...); out != "value" {
		t.Errorf("after a dry run of its deletion the object holds %q", out)
	}
	tl.kubectl(t, "", "-n", tl.connector.Namespace, "delete", "configmap", "applied")
	if run := stack.TryKubectl(t.Context(), "", append([]string{"--kubeconfig", tl.kubeconfig}, get...)...); run.Err == nil {
		t.Error("it is still there")
	}
}

// begin starts kubectl and gives the lines that it says.
func (tl *tool) begin(t *testing.T, args ...string) *bufio.Scanner {
	t.Helper()
	const patience = 5 * time.Minute // for a machine that is busy with other tests
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	command := exec.CommandContext(ctx, filepath.Join(stack.Cluster().BinDir(), "kubectl"), append([]string{"--kubeconfig", tl.kubeconfig}, args...)...)
	command.Env = append(os.Environ(), "HOME="+stack.Dir(), "KUBECTL_KUBERC=false")
	command.Stderr = t.Output()
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = command.Wait()
	})
	return bufio.NewScanner(out)
}

func (tl *tool) expectWatch(t *testing.T) {
	lines := tl.begin(t, "-n", tl.connector.Namespace, "get", "configmaps", "--watch", "-o", "name")
	made := ""
	for lines.Scan() {
		if made == "" { // It has begun to list.
			made = createConfigMap(t, harness.Kube(t, stack.Admin(t)), tl.connector.Namespace)
		}
		if lines.Text() == "configmap/"+made {
			return
		}
	}
	t.Errorf("kubectl did not show the new object: %v", lines.Err())
}

func createConfigMap(t *testing.T, client kubernetes.Interface, namespace string) string {
	t.Helper()
	made, err := client.CoreV1().ConfigMaps(namespace).Create(t.Context(),
		&corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{GenerateName: "watched-"}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return made.Name
}

func (tl *tool) expectLogs(t *testing.T, n *node) {
	if out := tl.kubectl(t, "", "-n", n.namespace, "logs", n.pod); out != "line 1\n" {
		t.Errorf("logs: %q", out)
	}
	lines := tl.begin(t, "-n", n.namespace, "logs", "-f", n.pod)
	for _, want := range []string{"line 1", "line 2", "line 3"} {
		if !lines.Scan() || lines.Text() != want {
			t.Fatalf("%q, want %q: %v", lines.Text(), want, lines.Err())
		}
		n.more <- struct{}{}
	}
}

func (tl *tool) expectExec(t *testing.T, n *node) {
	args := []string{"--kubeconfig", tl.kubeconfig, "-n", n.namespace, "exec", "-i", n.pod, "--", "sh", "-c", "cat; echo word >&2; exit 3"}
	run := stack.TryKubectl(t.Context(), strings.Repeat("0123456789", 100_000), args...)
	if len(run.Stdout) != 1_000_000 || !strings.HasPrefix(run.Stderr, "word\n") || !strings.Contains(run.Stderr, "exit code 3") || run.Err == nil {
		t.Errorf("%d bytes, %q, %v", len(run.Stdout), run.Stderr, run.Err)
	}
}

func (tl *tool) expectCopy(t *testing.T, n *node) {
	dir := t.TempDir()
	here, there, back := filepath.Join(dir, "here"), filepath.Join(dir, "there"), filepath.Join(dir, "back")
	content := strings.Repeat("0123456789\n", 200_000)
	if err := os.WriteFile(here, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	tl.kubectl(t, "", "cp", here, n.namespace+"/"+n.pod+":"+there)
	tl.kubectl(t, "", "cp", n.namespace+"/"+n.pod+":"+there, back)
	for _, file := range []string{there, back} {
		if got, err := os.ReadFile(file); err != nil || string(got) != content {
			t.Errorf("%s: %d bytes of %d, %v", filepath.Base(file), len(got), len(content), err)
		}
	}
}

func (tl *tool) expectPortForward(t *testing.T, n *node) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(w, r.Body)
	}))
	defer server.Close()
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	lines := tl.begin(t, "-n", n.namespace, "port-forward", "--address", "127.0.0.1", "pod/"+n.pod, ":"+port)
	if !lines.Scan() {
		t.Fatal("kubectl says nothing")
	}
	local, _, ok := strings.Cut(strings.TrimPrefix(lines.Text(), "Forwarding from "), " ")
	if !ok {
		t.Fatalf("kubectl says %q", lines.Text())
	}
	body := strings.Repeat("0123456789", 100_000)
	for range 3 {
		response, err := http.Post("http://"+local+"/", "text/plain", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil || string(got) != body {
			t.Errorf("%d bytes came back of %d: %v", len(got), len(body), err)
		}
	}
}

func (tl *tool) expectClientGo(t *testing.T) {
	config, err := clientcmd.BuildConfigFromFlags("", tl.kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	client := harness.Kube(t, config)
	maps := client.CoreV1().ConfigMaps(tl.connector.Namespace)
	before, err := maps.List(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	watcher := harness.Watch(t, before.ResourceVersion, maps.Watch)
	made := createConfigMap(t, client, tl.connector.Namespace)
	for event := range watcher.ResultChan() {
		if object, ok := event.Object.(*corev1.ConfigMap); ok && object.Name == made {
			return
		}
	}
	t.Error("the watch has ended without the new object")
}
