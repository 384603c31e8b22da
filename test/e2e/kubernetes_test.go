// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/yaml"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// connectKubernetes makes a Connector to the cluster itself. Its credential may do what a Job of this test does.
func (tm team) connectKubernetes(t *testing.T, name string) *v1alpha1.Connector {
	t.Helper()
	trustSecrets(t)
	token := tm.robot(t,
		rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{"pods", "pods/log"}, Verbs: []string{"get", "list", "watch"}},
		rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{"pods/exec"}, Verbs: []string{"get", "create"}},
		rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{"configmaps"}, Verbs: []string{"get", "list", "watch", "create", "patch"}},
	)
	authority := tm.secret(t, corev1.SecretTypeOpaque, map[string]string{"ca.crt": string(stack.Cluster().CA())})
	return tm.connect(t, name, v1alpha1.ConnectorSpec{
		ConnectorClassName: "k8s", Address: stack.Cluster().Endpoint(),
		Auth: &v1alpha1.ConnectorAuth{Name: "bearerTokenAuth", SecretRef: &v1alpha1.SecretReference{
			Name: tm.secret(t, v1alpha1.SecretTypeBearerToken, map[string]string{"token": token}),
		}},
		CACertSecretRef: &v1alpha1.LocalSecretReference{Name: authority},
	})
}

// trustSecrets has the authorities in Secrets trusted, in the whole cluster.
func trustSecrets(t *testing.T) {
	t.Helper()
	_, err := harness.Kube(t, stack.Admin(t)).CoreV1().ConfigMaps(v1alpha1.SystemNamespace).Patch(t.Context(), "connectors-config",
		types.MergePatchType, []byte(`{"data":{"enable-custom-ca-certs":"true"}}`), metav1.PatchOptions{})
	if err != nil {
		t.Fatal(err)
	}
}

// A Job with the volume of the documentation works in the cluster that the kubeconfig in it names, as the robot of the Connector.
func TestKubectlJob(t *testing.T) {
	t.Parallel()
	tm := newTeam(t, userRole)
	tm.connectKubernetes(t, "k8s-connector")
	other := pod("other", corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}})
	other.Spec.Containers[0].Command = []string{"sh", "-c", "echo a line of the log; sleep 3600"}
	tm.run(t, other)
	tm.runJob(t, "job.yaml")
	log := stack.Kubectl(t, "--namespace="+tm.namespace, "logs", "job/kubectl")
	for _, want := range []string{
		"namespaced: pod/other", "applied: configmap/settings created", "watched: configmap/settings", "logs: a line of the log",
		"exec: this is Pod other", "typed: words", "forbidden: Error from server (Forbidden)",
	} {
		if !strings.Contains(log, want) {
			t.Errorf("the Job has not printed %q", want)
		}
	}
	if t.Failed() {
		t.Log(log)
	}
}

// runJob runs a Job of testdata to its end.
func (tm team) runJob(t *testing.T, file string) {
	t.Helper()
	job := &batchv1.Job{}
	if err := yaml.UnmarshalStrict([]byte(read(t, file)), job); err != nil {
		t.Fatal(err)
	}
	jobs := harness.Kube(t, stack.Admin(t)).BatchV1().Jobs(tm.namespace)
	if _, err := jobs.Create(t.Context(), job, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	harness.Within(t, afterFailures, "the Job ends", func(ctx context.Context) error {
		found, err := jobs.Get(ctx, job.Name, metav1.GetOptions{})
		if err == nil && found.Status.Succeeded+found.Status.Failed == 0 {
			err = fmt.Errorf("%+v", found.Status)
		}
		return err
	})
}
