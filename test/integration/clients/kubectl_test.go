// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clients_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/test/integration/harness"
)

func useKubectl(t *testing.T, w *way) {
	name := "applied-" + w.path.slug()
	kubectl := program{
		file: built(t, "kubectl", "kube"), dir: t.TempDir(), heard: w.hear,
		environment: []string{"KUBECONFIG=" + w.kubeconfigFile(t), "KUBECTL_KUBERC=false"},
	}
	object := fmt.Sprintf("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\ndata: {key: value}\n", name)
	if _, err := kubectl.runWith(t.Context(), object, "-v=8", "apply", "-f", "-"); err != nil {
		t.Fatal(err)
	}
	if got := kubectl.must(t, "get", "configmap", name, "-o", "jsonpath={.data.key}"); got != "value" {
		t.Errorf("the object holds %q", got)
	}
	expectKubectlWatch(t, w, kubectl, name)
	kubectl.must(t, "delete", "configmap", name)
	if got := kubectl.must(t, "get", "configmaps", "-o", "name"); strings.Contains(got, name) {
		t.Errorf("after its deletion the object is still there: %s", got)
	}
}

// expectKubectlWatch changes the object until kubectl, which watches it, says so.
func expectKubectlWatch(t *testing.T, w *way, kubectl program, name string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	command := exec.CommandContext(ctx, kubectl.file, "get", "configmap", name, "--watch-only", "-o", "name")
	command.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + kubectl.dir}, kubectl.environment...)
	command.Stderr = t.Output()
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	printed := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(out).ReadString('\n')
		printed <- line
	}()
	harness.Eventually(t, "kubectl sees a change", func(ctx context.Context) error {
		touch(t, w, name)
		select {
		case line := <-printed:
			if strings.TrimSpace(line) != "configmap/"+name {
				t.Errorf("kubectl printed %q", line)
			}
			return nil
		case <-time.After(100 * time.Millisecond):
			return fmt.Errorf("nothing yet (%w)", context.DeadlineExceeded)
		}
	})
	cancel()
	_ = command.Wait() // it was killed
}

// touch changes a ConfigMap as administrator.
func touch(t *testing.T, w *way, name string) {
	t.Helper()
	patch := fmt.Sprintf(`{"metadata":{"annotations":{"touched":"%d"}}}`, time.Now().UnixNano())
	_, err := harness.Kube(t, stack.Admin(t)).CoreV1().ConfigMaps(w.room.namespace).
		Patch(t.Context(), name, types.MergePatchType, []byte(patch), metav1.PatchOptions{})
	if err != nil {
		t.Fatal(err)
	}
}
