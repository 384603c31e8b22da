// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// setFile changes the template of the file "file" in a class.
func setFile(t *testing.T, class, template string) {
	t.Helper()
	patch := fmt.Sprintf(`[{"op":"replace","path":"/spec/configurations/0/data/file","value":%q}]`, template)
	classes := harness.Connectors(t, stack.Admin(t)).ConnectorClasses()
	err := served(t.Context(), func(ctx context.Context) error {
		_, err := classes.Patch(ctx, class, types.JSONPatchType, []byte(patch), metav1.PatchOptions{})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Files of a Pod that runs follow the class and the Connector for as long as its account may read the Connector.
func TestFilesFollow(t *testing.T) {
	t.Parallel()
	tm := newTeam(t, viewerRole)
	made := class(t, map[string]string{"file": "one {{ .connector.spec.address }}"})
	tm.connect(t, "tool", v1alpha1.ConnectorSpec{ConnectorClassName: made, Address: "https://tool.example.com"})
	app := pod("app", inline(volume("tool", "config")))
	const single = "/single"
	container := &app.Spec.Containers[0]
	container.VolumeMounts = append(container.VolumeMounts, corev1.VolumeMount{Name: volumeName, MountPath: single, SubPath: "file"})
	started := tm.run(t, app)
	for _, path := range []string{mountPath + "/file", single} {
		if got := tm.exec(t, "app", "cat "+path); got != "one https://tool.example.com" {
			t.Fatalf("%s holds %q", path, got)
		}
	}

	setFile(t, made, "two {{ .connector.spec.address }}")
	tm.awaitFile(t, twoRepublishes, "app", "file", "two https://tool.example.com")
	if got := tm.exec(t, "app", "cat "+single); got != "one https://tool.example.com" {
		t.Errorf("mounted with subPath the file holds %q: the documentation says that it does not follow", got)
	}

	moved := []byte(`{"spec":{"address":"https://other.example.com"}}`)
	err := served(t.Context(), func(ctx context.Context) error {
		_, err := tm.connectors(t).Patch(ctx, "tool", types.MergePatchType, moved, metav1.PatchOptions{})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	tm.awaitFile(t, twoRepublishes, "app", "file", "two https://other.example.com")

	tm.unbind(t)
	setFile(t, made, "three {{ .connector.spec.address }}")
	tm.awaitEvent(t, "app", "code = Unavailable", "the files stay as they were",
		`serviceaccount "`+tm.namespace+`/default" may not get Connector "`+tm.namespace+`/tool"`)
	if got := tm.file(t, "app", "file"); got != "two https://other.example.com" {
		t.Errorf("without the right the file holds %q", got)
	}

	stack.Bind(t, tm.account(), viewerRole)
	tm.awaitFile(t, afterFailures, "app", "file", "three https://other.example.com")
	if after := tm.awaitReady(t, "app"); after.UID != started.UID || after.Status.ContainerStatuses[0].RestartCount > 0 {
		t.Error("the Pod did not go on running")
	}
}

// The next authority of the proxy is in the Pod before anything is signed with it.
func TestAuthorityFollows(t *testing.T) {
	t.Parallel()
	tm, f := newTeam(t, userRole), newForge(t, "robot")
	tm.connect(t, "git", tm.forgeSpec(t, "git", f))
	tm.run(t, pod("app", inline(volume("git", ""))))
	secrets := harness.Kube(t, stack.Admin(t)).CoreV1().Secrets(v1alpha1.SystemNamespace)
	rotate := []byte(`{"metadata":{"annotations":{"connectors.cpaas.io/rotate-ca":"now"}}}`)
	if _, err := secrets.Patch(t.Context(), "connectors-proxy-ca", types.MergePatchType, rotate, metav1.PatchOptions{}); err != nil {
		t.Fatal(err)
	}
	next := awaitSecretKey(t, "connectors-proxy-ca", "next.crt")
	for _, name := range []string{"context.proxy.caCert", "ca.crt"} {
		tm.awaitFile(t, twoRepublishes, "app", name, next)
	}
	if current := awaitSecretKey(t, "connectors-proxy-ca", corev1.TLSCertKey); !strings.Contains(tm.file(t, "app", "ca.crt"), strings.TrimSpace(current)) {
		t.Error("the authority that signs is not in ca.crt any more")
	}
}
