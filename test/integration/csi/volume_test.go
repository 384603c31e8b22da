// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package csi_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"testing"

	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/csi/publish"
	"connectors.alauda.io/test/integration/harness"
)

// A volume is one of a Pod that is in the cluster, as a kubelet has it before its eyes.
type volume struct {
	id, target       string
	context, secrets map[string]string
}

// newVolume makes a Pod of the account, with a volume of these attributes. Nobody runs it.
func (k *kubelet) newVolume(t *testing.T, account harness.Account, attributes map[string]string) volume {
	t.Helper()
	pods := harness.Kube(t, stack.Admin(t)).CoreV1().Pods(account.Namespace)
	readOnly := true
	pod, err := pods.Create(t.Context(), &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "csi-demo-"},
		Spec: corev1.PodSpec{
			ServiceAccountName: account.Name,
			Containers: []corev1.Container{{
				Name: "web", Image: "none", VolumeMounts: []corev1.VolumeMount{{Name: "git-config", MountPath: "/tmp/config"}},
			}},
			Volumes: []corev1.Volume{{Name: "git-config", VolumeSource: corev1.VolumeSource{
				CSI: &corev1.CSIVolumeSource{Driver: harness.CSIDriver, ReadOnly: &readOnly, VolumeAttributes: attributes},
			}}},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	v := volume{
		id:      "csi-" + string(pod.UID),
		target:  filepath.Join(k.driver.KubeletDir, "pods", string(pod.UID), "volumes", "kubernetes.io~csi", "git-config", "mount"),
		context: maps.Clone(attributes),
		secrets: map[string]string{"csi.storage.k8s.io/serviceAccount.tokens": tokensOf(t, pod)},
	}
	t.Cleanup(func() { _ = publish.Remove(v.target) }) // a test that fails leaves it
	maps.Copy(v.context, map[string]string{
		"csi.storage.k8s.io/ephemeral": "true", "csi.storage.k8s.io/pod.name": pod.Name, "csi.storage.k8s.io/pod.namespace": pod.Namespace,
		"csi.storage.k8s.io/pod.uid": string(pod.UID), "csi.storage.k8s.io/serviceAccount.name": account.Name,
	})
	return v
}

// tokensOf are the tokens that a kubelet requests for a Pod, as the CSIDriver asks for them.
func tokensOf(t *testing.T, pod *corev1.Pod) string {
	t.Helper()
	accounts := harness.Kube(t, stack.Admin(t)).CoreV1().ServiceAccounts(pod.Namespace)
	all := map[string]authenticationv1.TokenRequestStatus{}
	for audience, audiences := range map[string][]string{"": nil, "connectors-proxy": {"connectors-proxy"}} {
		answer, err := accounts.CreateToken(t.Context(), pod.Spec.ServiceAccountName, &authenticationv1.TokenRequest{
			Spec: authenticationv1.TokenRequestSpec{Audiences: audiences, BoundObjectRef: &authenticationv1.BoundObjectReference{
				APIVersion: "v1", Kind: "Pod", Name: pod.Name, UID: pod.UID,
			}},
		}, metav1.CreateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		all[audience] = answer.Status
	}
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// read gives what the Pod would read.
func (v volume) read(file string) (string, error) {
	content, err := os.ReadFile(filepath.Join(v.target, file))
	return string(content), err
}

func (v volume) mustRead(t *testing.T, file string) string {
	t.Helper()
	content, err := v.read(file)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
