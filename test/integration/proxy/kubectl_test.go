// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxy_test

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/cluster/clustertest"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// kubectl and client-go work on another cluster through a Connector, with a token that means nothing there.
func TestAnotherCluster(t *testing.T) {
	r := newRoom(t)
	remote := clustertest.Start(t, cluster.Config{BinDir: r.stack.Cluster().BinDir(), WithoutControllers: true})
	config, err := remote.RESTConfig()
	if err != nil {
		t.Fatal(err)
	}
	admin := harness.Kube(t, config)
	r.setFlag(t, "true")
	t.Cleanup(func() { r.setFlag(t, "") })
	ca := r.createSecret(t, corev1.SecretTypeOpaque, map[string]string{"ca.crt": string(remote.CA())})
	token := r.createSecret(t, v1alpha1.SecretTypeBearerToken, map[string]string{"token": remoteToken(t, remote, admin)})
	connector := r.createConnector(t, &v1alpha1.Connector{Spec: v1alpha1.ConnectorSpec{
		ConnectorClassName: "k8s", Address: remote.Endpoint(),
		CACertSecretRef: &v1alpha1.LocalSecretReference{Name: ca},
		Auth:            &v1alpha1.ConnectorAuth{Name: "bearerTokenAuth", SecretRef: &v1alpha1.SecretReference{Name: token}},
	}})
	r.eachWay(t, func(t *testing.T, by way) {
		kubeconfig := r.remoteKubeconfig(t, by, connector)
		harness.Within(t, trustInForce, "the authority is trusted", func(ctx context.Context) error {
			return r.stack.TryKubectl(ctx, "", "--kubeconfig", kubeconfig, "get", "namespaces").Err
		})
		kubectl := func(input string, args ...string) string {
			return r.stack.KubectlInput(t, input, append([]string{"--kubeconfig", kubeconfig}, args...)...)
		}
		if out := kubectl("", "get", "namespaces", "-o", "name"); !strings.Contains(out, "namespace/kube-system") {
			t.Errorf("namespaces: %s", out)
		}
		const object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: applied, namespace: default}\ndata: {key: value}\n"
		for _, args := range [][]string{{"apply", "-f", "-"}, {"apply", "--server-side", "--force-conflicts", "-f", "-"}, {"diff", "-f", "-"}} {
			kubectl(object, args...)
		}
		kubectl("", "delete", "configmap", "applied", "--dry-run=server")
		if out := kubectl("", "get", "configmap", "applied", "-o", "jsonpath={.data.key}"); out != "value" {
			t.Errorf("after a dry run of its deletion the object holds %q", out)
		}
		if out := kubectl("", "auth", "whoami", "-o", "jsonpath={.status.userInfo.username}"); out != "system:serviceaccount:default:remote" {
			t.Errorf("the other cluster sees %q", out)
		}
		r.expectWatch(t, by, connector, admin)
		r.expectKubectlWatch(t, kubeconfig, admin)
		kubectl("", "delete", "configmap", "applied")
	})
}

// remoteToken is the token of an account that may do everything in the other cluster.
func remoteToken(t *testing.T, remote *cluster.Cluster, admin kubernetes.Interface) string {
	t.Helper()
	const name = "remote"
	_, err := admin.CoreV1().ServiceAccounts("default").Create(t.Context(),
		&corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: name}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = admin.RbacV1().ClusterRoleBindings().Create(t.Context(), &rbacv1.ClusterRoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: "cluster-admin"},
		Subjects:   []rbacv1.Subject{{Kind: rbacv1.ServiceAccountKind, Namespace: "default", Name: name}},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	token, err := remote.ServiceAccountToken(t.Context(), "default", name, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func (r room) remoteKubeconfig(t *testing.T, by way, c *v1alpha1.Connector) string {
	t.Helper()
	const name = "remote"
	config := clientcmdapi.NewConfig()
	config.Clusters[name] = &clientcmdapi.Cluster{Server: by.host + proxyPath(c), CertificateAuthorityData: by.ca}
	config.AuthInfos[name] = &clientcmdapi.AuthInfo{Token: r.token}
	config.Contexts[name] = &clientcmdapi.Context{Cluster: name, AuthInfo: name}
	config.CurrentContext = name
	file := filepath.Join(t.TempDir(), "kubeconfig")
	if err := clientcmd.WriteToFile(*config, file); err != nil {
		t.Fatal(err)
	}
	return file
}

// expectWatch measures how long an event of the other cluster takes.
func (r room) expectWatch(t *testing.T, by way, c *v1alpha1.Connector, admin kubernetes.Interface) {
	t.Helper()
	client := harness.Kube(t, &rest.Config{
		Host: by.host + proxyPath(c), BearerToken: r.token, TLSClientConfig: rest.TLSClientConfig{CAData: by.ca},
	})
	maps := client.CoreV1().ConfigMaps("default")
	list, err := maps.List(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	watcher := harness.Watch(t, list.ResourceVersion, maps.Watch)
	defer watcher.Stop()
	made := createConfigMap(t, admin)
	started := time.Now()
	deadline := time.After(2 * time.Minute)
	for {
		select {
		case event, open := <-watcher.ResultChan():
			object, _ := event.Object.(*corev1.ConfigMap)
			if !open || object == nil {
				t.Fatalf("the watch ended: %v", event)
			}
			if object.Name == made {
				t.Logf("the event arrived after %d ms", time.Since(started).Milliseconds())
				return
			}
		case <-deadline:
			t.Fatal("no event")
		}
	}
}

func createConfigMap(t *testing.T, client kubernetes.Interface) string {
	t.Helper()
	made, err := client.CoreV1().ConfigMaps("default").Create(t.Context(),
		&corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{GenerateName: "watched-"}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return made.Name
}

func (r room) expectKubectlWatch(t *testing.T, kubeconfig string, admin kubernetes.Interface) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, filepath.Join(r.stack.Cluster().BinDir(), "kubectl"),
		"--kubeconfig", kubeconfig, "get", "configmaps", "--watch", "-o", "name")
	command.Env = append(os.Environ(), "HOME="+r.stack.Dir(), "KUBECTL_KUBERC=false")
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	made, seen := "", false
	for lines := bufio.NewScanner(out); !seen && lines.Scan(); {
		if made == "" { // It has begun to list.
			made = createConfigMap(t, admin)
		}
		seen = lines.Text() == "configmap/"+made
	}
	cancel()
	if err := command.Wait(); !seen {
		t.Errorf("kubectl did not show the new object: %v", err)
	}
}
