// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package statusfaults

import (
	"context"
	"net"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// No tool is where the system itself is, and nothing is dialled there.
func TestAddressesThatAreNoTools(t *testing.T) {
	r := newRoom(t, stack)
	class := r.newClass(t, asking(""))
	const itself = "an address of the system itself"
	etcd, err := stack.Cluster().EtcdClient("test")
	if err != nil {
		t.Fatal(err)
	}
	etcdPort := etcd.Endpoint[len("https://"):]
	own := r.ownService(t)
	for _, test := range []struct{ name, address, endpoint, because string }{
		{"our etcd", etcd.Endpoint, etcdPort, itself},
		{"our etcd without TLS", "http://" + etcdPort, etcdPort, itself},
		{"our etcd by another form of its address", "http://[::ffff:127.0.0.1]:" + portOf(t, etcdPort), etcdPort, itself},
		{"our etcd by a name", "https://localhost:" + portOf(t, etcdPort), etcdPort, itself},
		{"another loopback address", "http://127.0.0.2:8080", "127.0.0.2:8080", "a loopback address"},
		{"no address", "http://0.0.0.0:8080", "0.0.0.0:8080", "it is "},
		{"link-local", "http://169.254.1.1", "169.254.1.1:80", "it is "},
		{"metadata of a cloud", "http://169.254.169.254", "169.254.169.254:80", "a metadata service"},
		{"one of our Services", "http://" + own, own + ":80", itself},
		{"another port of it", "https://" + own + ":8443", own + ":8443", itself},
	} {
		t.Run(test.name, func(t *testing.T) {
			name := named(test.name)
			r.newConnector(t, name, class, test.address)
			for _, kind := range []v1alpha1.ConditionType{v1alpha1.ConnectorLivenessReady, v1alpha1.ConnectorReady} {
				r.expect(t, time.Minute, name, kind, metav1.ConditionFalse, "ConnectionFailed",
					"the tool's address is not allowed", test.endpoint+" may not be dialled", test.because)
			}
		})
	}
}

// ownService makes a Service in the namespace of the system and returns its address.
func (r room) ownService(t *testing.T) string {
	t.Helper()
	services := r.kube.CoreV1().Services(v1alpha1.SystemNamespace)
	made, err := services.Create(t.Context(), &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "faults-"},
		Spec:       corev1.ServiceSpec{Ports: []corev1.ServicePort{{Port: 443}}},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := services.Delete(context.WithoutCancel(t.Context()), made.Name, metav1.DeleteOptions{}); err != nil {
			t.Error(err)
		}
	})
	return made.Spec.ClusterIP
}

func portOf(t *testing.T, hostPort string) string {
	t.Helper()
	_, port, err := net.SplitHostPort(hostPort)
	if err != nil {
		t.Fatal(err)
	}
	return port
}
