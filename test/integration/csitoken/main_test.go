// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package csitoken_test shows what the driver may do in a real cluster, and what the tokens that it requests are good for.
//
// There is no kubelet: the tests make Pods that never run, and ask as the driver does.
package csitoken_test

import (
	"os"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/csi/attributes"
	"connectors.alauda.io/test/integration/harness"
)

const (
	driver = "connectors-csi"
	// longest is to which life this kube-apiserver shortens tokens.
	longest = 12 * time.Hour

	auditPolicy = `
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: Metadata
  resources:
  - group: connectors.alauda.io
    resources: [connectors]
- level: None
`
	auditLog = "audit.log"
)

var stack = harness.New(harness.Config{
	Without: []string{harness.Controller, harness.Proxy},
	Files:   map[string]string{"audit.yaml": auditPolicy},
	Args: map[string][]string{harness.KubeAPIServer: {
		"--audit-policy-file={dir}/audit.yaml",
		"--audit-log-path={dir}/" + auditLog,
		"--service-account-max-token-expiration=" + longest.String(),
	}},
})

func TestMain(m *testing.M) { os.Exit(stack.Main(m)) }

// asDriver is how the driver reaches the cluster, with a client certificate for its account.
func asDriver(t *testing.T) *rest.Config {
	t.Helper()
	file, err := stack.Cluster().UserKubeconfig(driver, cluster.ServiceAccountUser(v1alpha1.SystemNamespace, driver))
	if err != nil {
		t.Fatal(err)
	}
	config, err := clientcmd.BuildConfigFromFlags("", file)
	if err != nil {
		t.Fatal(err)
	}
	config.QPS = -1
	return config
}

// newPod makes a Pod of the account, which runs nowhere.
func newPod(t *testing.T, account harness.Account) attributes.Pod {
	t.Helper()
	made, err := harness.Kube(t, stack.Admin(t)).CoreV1().Pods(account.Namespace).Create(t.Context(), &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "build-"},
		Spec: corev1.PodSpec{
			ServiceAccountName: account.Name,
			Containers:         []corev1.Container{{Name: "main", Image: "none"}},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatalf("making a Pod: %v", err)
	}
	return attributes.Pod{Namespace: made.Namespace, Name: made.Name, UID: made.UID, ServiceAccount: account.Name}
}

func deletePod(t *testing.T, pod attributes.Pod) {
	t.Helper()
	now := int64(0)
	err := harness.Kube(t, stack.Admin(t)).CoreV1().Pods(pod.Namespace).
		Delete(t.Context(), pod.Name, metav1.DeleteOptions{GracePeriodSeconds: &now})
	if err != nil {
		t.Fatalf("deleting a Pod: %v", err)
	}
}
