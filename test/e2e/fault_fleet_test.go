// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	corev1client "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/utils/ptr"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

const (
	// last is the content at which a watcher has seen enough.
	last = "last"
	// creators is how many Pods are created at once.
	creators = 10
)

// A fleet is Pods with volumes of one Connector, whose class tells them apart by time: set changes all files at once.
type fleet struct {
	team
	class string
	pods  corev1client.PodInterface
	// named is how many Pods were given names.
	named int
}

// newFleet returns a fleet without Pods, whose files hold content. All Pods are gone when the test ends.
func newFleet(t *testing.T, content string) *fleet {
	t.Helper()
	config := stack.Admin(t)
	config.QPS = -1
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	f := &fleet{team: newTeam(t, viewerRole), class: class(t, filesOf(content))}
	f.pods = client.CoreV1().Pods(f.namespace)
	f.connect(t, "tool", v1alpha1.ConnectorSpec{ConnectorClassName: f.class, Address: "https://tool.example.com"})
	t.Cleanup(func() { f.end(context.WithoutCancel(t.Context()), t) })
	return f
}

// filesOf are the files that a watcher compares: both hold content, one of them a hundred times.
func filesOf(content string) map[string]string {
	return map[string]string{"one": content + "\n", "many": strings.Repeat(content+"\n", 100)}
}

// set gives all volumes of the fleet new content, each when the kubelet comes to it.
func (f *fleet) set(t *testing.T, content string) {
	t.Helper()
	patch, err := json.Marshal(map[string]any{"spec": map[string]any{
		"configurations": []v1alpha1.Configuration{{Name: "config", Data: filesOf(content)}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	classes := harness.Connectors(t, stack.Admin(t)).ConnectorClasses()
	err = served(t.Context(), func(ctx context.Context) error {
		_, err := classes.Patch(ctx, f.class, types.MergePatchType, patch, metav1.PatchOptions{})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// watcher is a Pod that looks at its files three times a second. It fails at once when one is missing or torn, and ends well when
// the content is the last.
func (f *fleet) watcher(t *testing.T) *corev1.Pod {
	return f.script(read(t, "watch.sh"))
}

func podName(number int) string { return fmt.Sprintf("pod-%d", number) }

// script is a Pod that runs a script of bash with one volume, at a low price: without a network or a token of its own.
func (f *fleet) script(script string) *corev1.Pod {
	f.named++
	p := pod(podName(f.named), inline(volume("tool", "config")))
	p.Spec.HostNetwork = true
	p.Spec.AutomountServiceAccountToken = ptr.To(false)
	p.Spec.EnableServiceLinks = ptr.To(false)
	container := &p.Spec.Containers[0]
	container.Command = []string{"bash", "-uc", script}
	// What it prints before it fails is in its status.
	container.TerminationMessagePolicy = corev1.TerminationMessageFallbackToLogsOnError
	return p
}

// launch creates n Pods and does not wait for them.
func (f *fleet) launch(t *testing.T, n int, pod func() *corev1.Pod) {
	t.Helper()
	var group errgroup.Group
	group.SetLimit(creators)
	for range n {
		made := pod()
		group.Go(func() error {
			_, err := f.pods.Create(t.Context(), made, metav1.CreateOptions{})
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
}

// launchWatchers creates n Pods that look at their files.
func (f *fleet) launchWatchers(t *testing.T, n int) {
	t.Helper()
	f.launch(t, n, func() *corev1.Pod { return f.watcher(t) })
}
