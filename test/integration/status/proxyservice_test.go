// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/target/proxyname"
	"connectors.alauda.io/test/integration/harness"
)

// newProxiedClass makes a class whose proxy is a Service with the usual port of http, and returns the host of the Service.
func (r room) newProxiedClass(t *testing.T, edit func(*v1alpha1.ConnectorClass)) (class, host string) {
	t.Helper()
	const service = "proxy"
	spec := localService(t, newTool(t))
	spec.Ports[0].Port = 80
	r.newService(t, service, spec)
	made := &v1alpha1.ConnectorClass{ObjectMeta: metav1.ObjectMeta{GenerateName: "status-"}, Spec: plainSpec()}
	made.Spec.Proxy = &v1alpha1.ConnectorClassProxy{Ref: serviceRef(r.namespace, service)}
	edit(made)
	return r.createClass(t, made), service + "." + r.namespace + ".svc.cluster.local"
}

func unedited(*v1alpha1.ConnectorClass) {}

func (r room) newService(t *testing.T, name string, spec corev1.ServiceSpec) *corev1.Service {
	t.Helper()
	made, err := r.kube.CoreV1().Services(r.namespace).Create(t.Context(),
		&corev1.Service{ObjectMeta: metav1.ObjectMeta{Name: name}, Spec: spec}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// allocated are the wants of a Connector of newProxiedClass.
func allocated() wants { return allOf(wants{proxyReady: yes("")}) }

func TestProxyAddressOfNames(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	class, host := r.newProxiedClass(t, unedited)
	sixtyOne := strings.Repeat("a", 61)
	for _, test := range []struct {
		name, connector string
		// service is empty where it is a shortened and hashed name.
		service string
	}{
		{"plain", "git-github", "c-git-github"},
		{"the longest plain one", sixtyOne, "c-" + sixtyOne},
		{"long", sixtyOne + "a", ""},
		{"the longest of all", strings.Repeat("a", 253), ""},
		{"dotted", "git.example.com", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := r.newConnector(t, test.connector, v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: nowhere})
			got := r.expect(t, c.Name, allocated())
			want := proxyname.Service(c.Name)
			if test.service != "" && test.service != want {
				t.Errorf("the Service is called %s, want %s", want, test.service)
			}
			if url := got.Status.Proxy.HTTPAddress.URL; url != "http://"+want+"."+r.namespace+".svc.cluster.local" {
				t.Errorf("the proxy address is %s", url)
			}
			r.checkService(t, c, want, host)
		})
	}
}

// checkService sees that a proxy Service is as it ought to be, or is soon: the informers may tell of the end of one after they
// have told of what comes next, and until then the status is that of the one which was there.
func (r room) checkService(t *testing.T, c *v1alpha1.Connector, name, host string) {
	t.Helper()
	harness.Within(t, atOnce, "proxy Service "+name, func(ctx context.Context) error { return r.tryService(ctx, c, name, host) })
}

func (r room) tryService(ctx context.Context, c *v1alpha1.Connector, name, host string) error {
	service, err := r.kube.CoreV1().Services(r.namespace).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return err
	}
	owner := metav1.OwnerReference{
		APIVersion: "connectors.alauda.io/v1alpha1", Kind: "Connector", Name: c.Name, UID: c.UID, Controller: ptr.To(true),
	}
	if len(service.OwnerReferences) != 1 || service.OwnerReferences[0].String() != owner.String() {
		return fmt.Errorf("the owners are %v, want %v", service.OwnerReferences, owner)
	}
	if service.Spec.Type != corev1.ServiceTypeExternalName || service.Spec.ExternalName != host {
		return fmt.Errorf("it is a %s to %q, want an ExternalName to %s", service.Spec.Type, service.Spec.ExternalName, host)
	}
	if len(service.Spec.Ports) != 1 || service.Spec.Ports[0].Port != 80 || service.Spec.Ports[0].Protocol != corev1.ProtocolTCP {
		return fmt.Errorf("its ports are %v, want 80", service.Spec.Ports)
	}
	if service.Labels["app.kubernetes.io/managed-by"] != "connectors-controller" {
		return fmt.Errorf("its labels are %v", service.Labels)
	}
	return nil
}

// Where the class says so, the address names the Connector in its path.
func TestProxyAddressByPath(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	class, _ := r.newProxiedClass(t, func(class *v1alpha1.ConnectorClass) {
		class.Annotations = map[string]string{"connectors.cpaas.io/proxy-resolver": "path"}
	})
	for _, name := range []string{"harbor", "harbor.example.com"} {
		r.newConnector(t, name, v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: nowhere})
		got := r.expect(t, name, allocated())
		want := "http://" + proxyname.Service(name) + "." + r.namespace + ".svc.cluster.local/namespaces/" + r.namespace + "/connectors/" + name
		if url := got.Status.Proxy.HTTPAddress.URL; url != want {
			t.Errorf("the proxy address is %s, want %s", url, want)
		}
	}
}
