// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	apiregistrationv1 "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	aggregator "k8s.io/kube-aggregator/pkg/client/clientset_generated/clientset"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/cluster/clustertest"
)

const group, version, path = "echo.example.com", "v1", "/apis/echo.example.com/v1"

// An aggregated API server on this machine is reached through a Service without a port, by the port of its APIService.
func TestAggregationThroughExternalName(t *testing.T) {
	c := clustertest.Start(t, cluster.Config{})
	port := serveEcho(t, c)
	client := newClient(t, c)
	service := &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: "echo"},
		Spec:       corev1.ServiceSpec{Type: corev1.ServiceTypeExternalName, ExternalName: "localhost"},
	}
	_, err := client.CoreV1().Services("default").Create(t.Context(), service, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	registerEcho(t, c, port)

	kubeconfig, err := c.UserKubeconfig("alice", cluster.User{Name: "alice", Groups: []string{"system:masters"}})
	if err != nil {
		t.Fatal(err)
	}
	account, err := c.ServiceAccountKubeconfig(t.Context(), "default", "default", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	grantAll(t, client, "default")
	for user, file := range map[string]string{"alice": kubeconfig, "system:serviceaccount:default:default": account} {
		eventually(t, func(ctx context.Context) error {
			got, err := callEcho(ctx, file)
			if err == nil && got != user {
				err = fmt.Errorf("the aggregated server saw user %q, want %q", got, user)
			}
			return err
		})
	}
}

// grantAll makes a ServiceAccount of namespace default an administrator.
func grantAll(t *testing.T, client kubernetes.Interface, account string) {
	t.Helper()
	_, err := client.RbacV1().ClusterRoleBindings().Create(t.Context(), &rbacv1.ClusterRoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: "grant-all-" + account},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: "cluster-admin"},
		Subjects:   []rbacv1.Subject{{Kind: rbacv1.ServiceAccountKind, Namespace: "default", Name: account}},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
}

// serveEcho answers discovery, and otherwise the user that a front proxy named.
func serveEcho(t *testing.T, c *cluster.Cluster) (port int32) {
	t.Helper()
	files, err := c.ServingCertificate("default", "echo")
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := tls.LoadX509KeyPair(files.Certificate, files.Key)
	if err != nil {
		t.Fatal(err)
	}
	clients := x509.NewCertPool()
	clients.AppendCertsFromPEM(c.FrontProxyCA())
	server := httptest.NewUnstartedServer(http.HandlerFunc(echo))
	server.TLS = &tls.Config{
		Certificates: []tls.Certificate{certificate},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    clients,
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	addr, ok := server.Listener.Addr().(*net.TCPAddr)
	if !ok {
		t.Fatalf("listening on %v", server.Listener.Addr())
	}
	return int32(addr.Port)
}

func echo(w http.ResponseWriter, r *http.Request) {
	var answer any = map[string]string{"user": r.Header.Get("X-Remote-User")}
	if r.URL.Path == path {
		answer = &metav1.APIResourceList{
			TypeMeta:     metav1.TypeMeta{APIVersion: "v1", Kind: "APIResourceList"},
			GroupVersion: group + "/" + version,
		}
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

func registerEcho(t *testing.T, c *cluster.Cluster, port int32) {
	t.Helper()
	config, err := c.RESTConfig()
	if err != nil {
		t.Fatal(err)
	}
	client, err := aggregator.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	services := client.ApiregistrationV1().APIServices()
	_, err = services.Create(t.Context(), &apiregistrationv1.APIService{
		ObjectMeta: metav1.ObjectMeta{Name: version + "." + group},
		Spec: apiregistrationv1.APIServiceSpec{
			Group: group, Version: version, GroupPriorityMinimum: 1000, VersionPriority: 15,
			CABundle: c.ServingCA(),
			Service:  &apiregistrationv1.ServiceReference{Namespace: "default", Name: "echo", Port: &port},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, func(ctx context.Context) error {
		service, err := services.Get(ctx, version+"."+group, metav1.GetOptions{})
		if err != nil {
			return err
		}
		for _, condition := range service.Status.Conditions {
			if condition.Status == apiregistrationv1.ConditionTrue {
				return nil
			}
			err = errors.Join(err, fmt.Errorf("%s: %s", condition.Reason, condition.Message))
		}
		return errors.Join(err, errors.New("not available yet"))
	})
}

// callEcho asks through the kube-apiserver and returns the user that the aggregated server saw.
func callEcho(ctx context.Context, kubeconfig string) (string, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return "", err
	}
	client, err := aggregator.NewForConfig(config)
	if err != nil {
		return "", err
	}
	body, err := client.RESTClient().Get().AbsPath(path + "/whoami").DoRaw(ctx)
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, body)
	}
	var answer struct{ User string }
	err = json.Unmarshal(body, &answer)
	return answer.User, err
}
