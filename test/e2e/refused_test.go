// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"context"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// A Pod whose volume cannot be made waits, and its Event says what to change.
func TestRefusedVolumes(t *testing.T) {
	t.Parallel()
	tm := newTeam(t, viewerRole)
	tm.connect(t, "tool", v1alpha1.ConnectorSpec{
		ConnectorClassName: class(t, map[string]string{"file": "{{ .connector.spec.address }}\n{{ .connector.no }}"}),
		Address:            "https://tool.example.com",
	})
	writable := inline(volume("tool", ""))
	writable.CSI.ReadOnly = ptr.To(false)
	unsaid := inline(volume("tool", ""))
	unsaid.CSI.ReadOnly = nil
	ext4 := inline(volume("tool", ""))
	ext4.CSI.FSType = ptr.To("ext4")
	const invalid = "code = InvalidArgument"
	for name, test := range map[string]struct {
		source corev1.VolumeSource
		wants  []string
	}{
		"writable":         {writable, []string{invalid, "the volume must be read-only"}},
		"not-read-only":    {unsaid, []string{invalid, "the volume must be read-only"}},
		"file-system":      {ext4, []string{invalid, `csi.fsType "ext4" is not possible`}},
		"misspelled":       {inline(volume("tool", "", "token.expiry", "1h")), []string{invalid, `"token.expiry"`, "token.expiration"}},
		"no-connector":     {inline(map[string]string{"configuration.names": "config"}), []string{invalid, "volume attribute connector.name"}},
		"other-connector":  {inline(volume("toll", "")), []string{"code = NotFound", `Connector "` + tm.namespace + `/toll" does not exist`}},
		"other-config":     {inline(volume("tool", "confg")), []string{invalid, `configuration "confg"`, `"config"`}},
		"short-life":       {inline(volume("tool", "", "token.expiration", "5m")), []string{invalid, "token.expiration", "10m", "24h"}},
		"long-life":        {inline(volume("tool", "", "token.expiration", "25h")), []string{invalid, "token.expiration", "10m", "24h"}},
		"other-param":      {inline(volume("tool", "config", "configuration.params", `{"config":{"user":"a"}}`)), []string{invalid, `"user"`}},
		"template":         {inline(volume("tool", "config")), []string{"code = FailedPrecondition", `configuration "config", file "file", line 2`}},
		"other-namespace":  {inline(volume("tool", "", "connector.namespace", "kube-system")), []string{"code = PermissionDenied", `in namespace "kube-system"`}},
		"persistent-claim": {tm.claim(t), []string{"connectors-csi", "Persistent"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tm.create(t, pod(name, test.source))
			tm.awaitEvent(t, name, test.wants...)
		})
	}
}

// claim is a volume that an administrator has made with the driver.
func (tm team) claim(t *testing.T) corev1.VolumeSource {
	t.Helper()
	kube := harness.Kube(t, stack.Admin(t)).CoreV1()
	modes := []corev1.PersistentVolumeAccessMode{corev1.ReadOnlyMany}
	size := corev1.ResourceList{corev1.ResourceStorage: resource.MustParse("1Mi")}
	made, err := kube.PersistentVolumes().Create(t.Context(), &corev1.PersistentVolume{
		ObjectMeta: metav1.ObjectMeta{Name: tm.namespace},
		Spec: corev1.PersistentVolumeSpec{
			Capacity: size, AccessModes: modes, ClaimRef: &corev1.ObjectReference{Namespace: tm.namespace, Name: "claim"},
			PersistentVolumeSource: corev1.PersistentVolumeSource{CSI: &corev1.CSIPersistentVolumeSource{
				Driver: "connectors-csi", VolumeHandle: tm.namespace, ReadOnly: true, VolumeAttributes: volume("tool", ""),
			}},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := kube.PersistentVolumes().Delete(context.WithoutCancel(t.Context()), made.Name, metav1.DeleteOptions{}); err != nil {
			t.Error(err)
		}
	})
	_, err = kube.PersistentVolumeClaims(tm.namespace).Create(t.Context(), &corev1.PersistentVolumeClaim{
		ObjectMeta: metav1.ObjectMeta{Name: "claim"},
		Spec: corev1.PersistentVolumeClaimSpec{
			AccessModes: modes, StorageClassName: ptr.To(""), VolumeName: made.Name,
			Resources: corev1.VolumeResourceRequirements{Requests: size},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return corev1.VolumeSource{PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: "claim", ReadOnly: true}}
}
