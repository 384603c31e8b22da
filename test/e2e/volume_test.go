// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"regexp"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/utils/ptr"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// Who may do what with the files of a volume.
func TestVolumeInPod(t *testing.T) {
	t.Parallel()
	tm := newTeam(t, viewerRole)
	tm.connect(t, "tool", v1alpha1.ConnectorSpec{
		ConnectorClassName: class(t, map[string]string{"first.conf": "first", ".second": "second"}), Address: "https://tool.example.com",
	})
	const inGroup, root, nobody = "in-group", "root", "nobody"
	for name, security := range map[string]*corev1.PodSecurityContext{
		inGroup: {FSGroup: ptr.To[int64](4242), RunAsUser: ptr.To[int64](1000), RunAsGroup: ptr.To[int64](1000)},
		root:    {},
		nobody:  {RunAsUser: ptr.To[int64](1000), RunAsGroup: ptr.To[int64](1000)},
	} {
		p := pod(name, inline(volume("tool", "config")))
		p.Spec.SecurityContext = security
		tm.create(t, p)
	}
	for name, want := range map[string]string{inGroup: "640 0 4242", root: "644 0 0", nobody: "644 0 0"} {
		t.Run(name, func(t *testing.T) {
			tm.awaitReady(t, name)
			if got := tm.exec(t, name, "cat /connectors/first.conf /connectors/.second"); got != "firstsecond" {
				t.Errorf("the files hold %q", got)
			}
			for _, line := range strings.Split(tm.exec(t, name, "cd /connectors && stat -L -c '%a %u %g' first.conf .second context.token ca.crt"), "\n") {
				if line != want {
					t.Errorf("mode, owner and group are %s, want %s", line, want)
				}
			}
			tm.expectReadOnly(t, name)
		})
	}
}

// A Connector may be in another namespace, where the Pod's account has been given the right.
func TestConnectorOfAnotherNamespace(t *testing.T) {
	t.Parallel()
	owner, user := newTeam(t), newTeam(t)
	owner.connect(t, "tool", v1alpha1.ConnectorSpec{
		ConnectorClassName: class(t, map[string]string{"file": "{{ .connector.metadata.namespace }}"}), Address: "https://tool.example.com",
	})
	stack.AllowIn(t, owner.namespace, user.account(), rbacv1.PolicyRule{
		APIGroups: []string{v1alpha1.GroupName}, Resources: []string{"connectors"}, ResourceNames: []string{"tool"}, Verbs: []string{"get"},
	})
	user.run(t, pod("app", inline(volume("tool", "config", "connector.namespace", owner.namespace))))
	if got := user.file(t, "app", "file"); got != owner.namespace {
		t.Errorf("the file holds %q, want %q", got, owner.namespace)
	}
}

// expectReadOnly tries to change the volume of a Pod, and looks at how it is mounted.
func (tm team) expectReadOnly(t *testing.T, pod string) {
	t.Helper()
	for _, change := range []string{"touch /connectors/new", "rm /connectors/first.conf", "echo x > /connectors/first.conf",
		"rm /connectors/..data", "mount -o remount,rw /connectors"} {
		if run := tm.tryExec(t.Context(), pod, change); run.Err == nil || !strings.Contains(run.Stderr, "ermission denied") &&
			!strings.Contains(run.Stderr, "Read-only file system") {
			t.Errorf("%s: %v %s", change, run.Err, run.Stderr)
		}
	}
	mounts := tm.exec(t, pod, "grep ' /connectors ' /proc/mounts")
	if !regexp.MustCompile(`^connectors-csi /connectors tmpfs ro,`).MatchString(mounts) {
		t.Errorf("mounted as %q, want memory that is read-only", mounts)
	}
	listed := tm.exec(t, pod, "ls -la /connectors")
	if !strings.Contains(listed, "..data -> ..") || !strings.Contains(listed, ".second -> ..data/.second") {
		t.Errorf("the volume has\n%s", listed)
	}
}
